package io.polymeter.link.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Secret;
import io.polymeter.link.Health;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.ManualContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to topics at a broker that is not there, and what is known of brokers.
class TakeBackLinkTest {

    @TempDir
    Path directory;

    private final ManualContext context = new ManualContext(new ManualClock());

    private Broker nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("mqtt://127.0.0.1:" + socket.getLocalPort());
            return new Broker(uri, null, null, null, directory);
        }
    }

    @Test
    void aBrokerThatIsGoneIsTriedForTenMinutesAndNothingIsForgotten() throws Exception {
        Broker broker = nobody();
        KeptTopics kept = new KeptTopics(directory);
        kept.add(broker, List.of("p/status", "p/grid/state"));
        WantedTopics wanted = new WantedTopics(Set.of("p/status"), Set.of());
        new TakeBackLink(broker, kept, wanted).run(context);
        assertThat(Duration.ofNanos(context.clock().nanos())).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        assertThat(context.health().status().state()).isEqualTo(Health.State.WAITING);
        assertThat(context.health().troubles())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.sentence())
                        .startsWith(broker.shown())
                        .endsWith(
                                "1 topic that is no longer published is still kept by the broker, tried again at the next"
                                        + " start"));
        assertThat(kept.of(broker.shown())).containsExactly("p/grid/state", "p/status");
    }

    @Test
    void whereNothingIsLeftNothingIsDone() throws Exception {
        Broker broker = nobody();
        KeptTopics kept = new KeptTopics(directory);
        kept.add(broker, List.of("p/status"));
        new TakeBackLink(broker, kept, new WantedTopics(Set.of("p/status"), Set.of())).run(context);
        assertThat(context.health().status().state()).isEqualTo(Health.State.STARTING);
    }

    @Test
    void aLoginThatIsChangedReplacesTheOneBeforeAndADamagedLineIsNone() throws IOException {
        Path file = directory.resolve("mqtt-logins");
        Broker broker = new Broker(URI.create("mqtt://a:1883"), "me", new Secret("v7-Quokka"), null, directory);
        Broker changed = new Broker(broker.uri(), "me", new Secret("w8-Wombat"), null, directory);
        KeptLogins logins = new KeptLogins(file);
        logins.keep(broker);
        logins.keep(changed);
        assertThat(Files.readString(file)).contains("w8-Wombat").doesNotContain("v7-Quokka");
        Files.writeString(file, Files.readString(file) + "{\"broker\":\"no address\"}\nrubbish\n");
        KeptLogins next = new KeptLogins(file);
        assertThat(next.find("mqtt://a:1883", directory)).isEqualTo(changed);
        assertThat(next.find("mqtt://b:1883", directory)).isNull();
        next.forget("mqtt://a:1883");
        assertThat(file).doesNotExist();
    }
}
