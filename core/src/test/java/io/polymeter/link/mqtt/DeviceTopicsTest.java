package io.polymeter.link.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.platform.DocumentGolden;
import io.polymeter.link.platform.Site;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Devices with a profile whose documents are topics: each has an example message, and what is wrong is named. No
/// message is decoded here.
class DeviceTopicsTest {

    static List<DocumentGolden> devices() throws IOException {
        return DocumentGolden.all().stream()
                .filter(golden -> !golden.messages().isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyTopicHasAMessage(DocumentGolden golden) {
        Profile profile = Catalog.builtIn().find(golden.id()).orElseThrow();
        for (Documents.Document document : profile.documents().published()) {
            assertThat(golden.messages()).anyMatch(message -> message.getKey().equals(document.topic()));
        }
    }

    @Test
    void mistakesAreNamed() {
        assertThat(problems("profile: shelly-pro-3em", "{ broker: \"mqtt://b\" }"))
                .contains("needs 'variables.prefix': MQTT prefix of the device, e.g. shellypro3em-");
        assertThat(problems("profile: homewizard-p1", "{ broker: \"mqtt://b\" }"))
                .contains("homewizard-p1 is read over http, not mqtt");
        assertThat(problems("profile: shelly-pro-3em", "{ broker: \"mqtt://b\", variables: { prefix: a/# } }"))
                .contains("variables.prefix: 'a/#' cannot stand in a path or topic");
        assertThat(problems("role: grid", "{ broker: \"mqtt://b\" }")).contains("needs the key 'points'");
        assertThat(problems("profile: evcc-grid", "{ broker: \"mqtt://b\" }")).isEmpty();
    }

    private static String problems(String key, String mqtt) {
        return String.join("\n", Site.problems(MqttProtocol.create(new SystemClock()), """
                meters:
                  m:
                    %s
                    mqtt: %s
                """.formatted(key, mqtt)));
    }
}
