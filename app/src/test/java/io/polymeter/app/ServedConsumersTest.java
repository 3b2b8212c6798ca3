package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.cli.Cli;
import io.polymeter.config.Configuration;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.yaml.Problem;
import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.Consumers;
import io.polymeter.consumer.ShortestOutput;
import io.polymeter.link.Protocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Wiring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The configuration that the reference shows for a consumer is one that `check` takes, and that has nothing to
/// compare: it is the consumer's own.
class ServedConsumersTest {

    private static final SettingsKinds KINDS = Protocol.kinds(Protocols.all());
    private static final Consumers KNOWN = new Consumers(KINDS.sinks());

    private static final String GRID =
            "meters:\n  grid: { profile: kostal-ksem, modbus: { poll: tcp://192.168.178.100 } }\n";

    /// A face and what serves it.
    record Served(ConsumerFace face, String name, String yaml) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Served> served() {
        List<Served> served = new ArrayList<>();
        for (Consumer consumer : KNOWN.all()) {
            for (ConsumerFace face : consumer.faces()) {
                String yaml = ShortestOutput.of(consumer, face);
                if (yaml != null) {
                    served.add(new Served(face, consumer.id() + " as " + face.expects(), yaml));
                }
            }
        }
        return served;
    }

    @ParameterizedTest
    @MethodSource("served")
    void checkTakesIt(Served served) {
        String text = served.yaml().contains("meters:") ? served.yaml() : GRID + served.yaml();
        Configuration configuration =
                Configuration.parse(Path.of("polymeter.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
        Plan plan = new Wiring(Catalog.builtIn(), Protocols.all()).plan(configuration);
        assertThat(plan).as("%s", configuration.problems().sorted()).isNotNull();
        assertThat(configuration.problems().sorted().stream().map(Problem::message))
                .as(text)
                .allMatch(message -> message.contains("will be refused")
                        || message.contains("has no value for")
                        || message.contains(" which have no source in grid and hold "));
        if (served.face().sinkKey().equals("modbus") && served.face().configuration() == null) {
            assertThat(plan.settings().outputs().values())
                    .singleElement()
                    .extracting(OutputSettings::profile)
                    .isEqualTo(served.face().expects());
        }
    }

    @Test
    void theUsualOnesHaveFiveLines() {
        for (Consumer consumer : KNOWN.all()) {
            ConsumerFace usual = consumer.usual();
            if (usual.served()) {
                assertThat(ShortestOutput.of(consumer, usual)).hasLineCount(5);
            }
        }
        assertThat(served()).hasSizeGreaterThan(15);
    }

    @Test
    void theCommandTakesThemToo(@TempDir Path directory) throws Exception {
        Consumer gen24 = KNOWN.find("fronius-gen24").orElseThrow();
        Path file =
                Files.writeString(directory.resolve("polymeter.yaml"), GRID + ShortestOutput.of(gen24, gen24.usual()));
        assertThat(Cli.run(Protocols::all, "check", file.toString())).isZero();
    }
}
