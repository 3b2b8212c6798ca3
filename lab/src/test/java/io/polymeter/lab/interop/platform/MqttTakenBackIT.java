package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a mosquitto keeps of outputs that are no more.
@Timeout(120)
class MqttTakenBackIT {

    @TempDir
    private Path directory;

    private static final String METERS = """
        meters:
          grid: { simulate: summer-day }
          pv: { simulate: summer-day }
        """;

    @Test
    void whatIsRemovedOrRenamedIsTakenBackWhileWeRunAndWhileWeDoNot() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            String text = """
                meters:
                  NAME: { simulate: summer-day }
                outputs:
                  home: { meter: NAME, mqtt: { broker: "%s", prefix: PREFIX, discovery: homeassistant, FORM every: 200ms } }
                """.formatted(address);
            String old =
                    text.replace("NAME", "grid").replace("PREFIX", "before").replace("FORM", "");
            try (Polymeter polymeter = Polymeter.run(directory, old)) {
                polymeter.says("publishes 1 meter to");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> one(broker, "before/grid/availability").equals("online"));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> topics(broker).contains("homeassistant/device/before_grid/config"));
            }
            assertThat(one(broker, "before/grid/availability")).isEqualTo("offline");
            String renamed = text.replace("NAME", "house")
                    .replace("PREFIX", "after")
                    .replace("FORM", "discovery-form: entities,");
            try (Polymeter polymeter = Polymeter.run(directory, renamed)) {
                polymeter.says("publishes 1 meter to");
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    List<String> topics = topics(broker);
                    return topics.contains("homeassistant/sensor/after_house/active_power/config")
                            && topics.stream().noneMatch(topic -> topic.contains("before"));
                });
                assertThat(topics(broker)).noneMatch(topic -> topic.startsWith("homeassistant/device/"));
                Files.writeString(
                        directory.resolve("polymeter.yaml"),
                        renamed.replace("house", "other") + "http: { enabled: false }\n");
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    List<String> topics = topics(broker);
                    return topics.contains("after/other/availability")
                            && topics.stream().noneMatch(topic -> topic.contains("house"));
                });
            }
        }
    }

    /// Everybody may read there, and only who has logged in may write.
    @Test
    void anOutputThatIsRemovedAfterAKillIsTakenBackFromABrokerThatNothingElseNames() throws Exception {
        Path passwords = directory.resolve("passwords");
        assertThat(Outcome.of(
                                List.of("mosquitto_passwd", "-c", "-b", passwords.toString(), "writer", "k7-Zephyr"),
                                directory,
                                Map.of())
                        .exit())
                .isZero();
        Path rights =
                Files.writeString(directory.resolve("rights"), "topic read #\n\nuser writer\ntopic readwrite #\n");
        try (Mosquitto broker =
                new Mosquitto(directory, "allow_anonymous true", "password_file " + passwords, "acl_file " + rights)) {
            String login = "username: writer, password: k7-Zephyr, discovery: homeassistant, discovery-form: both";
            Polymeter killed = Polymeter.run(directory, METERS + output("home", broker, "p", login));
            killed.says("publishes 2 meters to");
            await().atMost(Duration.ofSeconds(20)).until(() -> isAnnounced(topics(broker), "p"));
            killed.kill();
            assertThat(one(broker, "p/grid/availability")).isEqualTo("online");
            try (Polymeter polymeter = Polymeter.run(directory, METERS)) {
                polymeter.says("took back ");
                assertThat(topics(broker)).isEmpty();
                assertThat(directory.resolve("state/mqtt-logins")).doesNotExist();
            }
        }
    }

    @Test
    void anOutputThatIsRemovedBesideAnotherIsTakenBackAndTheOtherGoesOn() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String one = METERS + output("one", broker, "p", "discovery: homeassistant");
            try (Polymeter polymeter =
                    Polymeter.run(directory, one + line(broker, "two", "q", "discovery: homeassistant"))) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> topics(broker).contains("homeassistant/device/q_pv/config")
                                && topics(broker).contains("homeassistant/device/p_pv/config"));
                Files.writeString(directory.resolve("polymeter.yaml"), one + "http: { enabled: false }\n");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> topics(broker).stream().noneMatch(topic -> topic.contains("q")));
                polymeter.says("took back 7 topics");
                assertThat(topics(broker)).contains("homeassistant/device/p_pv/config", "p/pv/state");
                assertThat(one(broker, "p/status")).isEqualTo("online");
            }
        }
    }

    @Test
    void theFormOfAnnouncementsChangesWhileWeRun() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String text = METERS + output("home", broker, "p", "discovery: homeassistant, discovery-form: FORM");
            try (Polymeter polymeter = Polymeter.run(directory, text.replace("FORM", "device"))) {
                polymeter.says("publishes 2 meters to");
                for (String form : List.of("device", "entities", "both", "entities", "device", "both", "device")) {
                    Files.writeString(
                            directory.resolve("polymeter.yaml"),
                            text.replace("FORM", form) + "http: { enabled: false }\n");
                    await(form).atMost(Duration.ofSeconds(20)).until(() -> {
                        List<String> topics = topics(broker);
                        return topics.contains("homeassistant/device/p_pv/config") != form.equals("entities")
                                && topics.contains("homeassistant/sensor/p_pv/active_power/config")
                                        != form.equals("device");
                    });
                }
                Files.writeString(directory.resolve("polymeter.yaml"), METERS + "http: { enabled: false }\n");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> topics(broker).isEmpty());
            }
        }
    }

    private static boolean isAnnounced(List<String> topics, String prefix) {
        return topics.contains("homeassistant/device/" + prefix + "_pv/config")
                && topics.contains("homeassistant/sensor/" + prefix + "_pv/active_power/config")
                && topics.contains(prefix + "/pv/availability");
    }

    private static String output(String name, Mosquitto broker, String prefix, String more) {
        return "outputs:\n" + line(broker, name, prefix, more);
    }

    private static String line(Mosquitto broker, String name, String prefix, String more) {
        return "  %s: { meters: all, mqtt: { broker: \"mqtt://127.0.0.1:%d\", prefix: %s, every: 200ms, %s } }\n"
                .formatted(name, broker.port(), prefix, more);
    }

    /// Everything the broker keeps.
    private List<String> topics(Mosquitto broker) throws IOException {
        return Outcome.of(
                        broker.client("mosquitto_sub", "-t", "#", "-F", "%t", "--retained-only", "-W", "1"),
                        directory,
                        Map.of())
                .out()
                .lines()
                .toList();
    }

    /// The message the broker keeps under a topic, waited for.
    private String one(Mosquitto broker, String topic) throws IOException {
        Outcome outcome =
                Outcome.of(broker.client("mosquitto_sub", "-t", topic, "-C", "1", "-W", "10"), directory, Map.of());
        assertThat(outcome.exit()).as("%s: %s", topic, outcome).isZero();
        return outcome.out().strip();
    }
}
