package io.polymeter.lab.interop.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a service that starts does not load.
@Timeout(60)
class StartIT {

    @TempDir
    private Path directory;

    static Stream<String> examples() {
        return Stream.of("ksem-airbridge", "kaco-to-victron", "fronius-from-openhab", "ksem-modbus-tcp");
    }

    /// The whole configuration is bound before the one wrong profile in it is looked for.
    @ParameterizedTest
    @MethodSource("examples")
    void bindingAConfigurationGeneratesNeitherProxiesNorSwitches(String example) throws IOException {
        String text = Files.readString(Checkouts.path("examples/" + example + ".yaml"));
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, text.replaceFirst("profile: \\S+", "profile: nothing-known"));
        List<String> command = Polymeter.command("run", "--config", file.toString());
        command.add(1, "-Xlog:class+load:file=" + directory.resolve("classes.log"));
        Outcome outcome = Outcome.of(command, directory, Map.of());
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.err()).contains("there is no profile 'nothing-known'");
        String loaded = Files.readString(directory.resolve("classes.log"));
        assertThat(loaded.lines().filter(line -> line.contains("io.polymeter.config.yaml.DeclarationTable ")))
                .hasSize(1);
        assertThat(loaded.lines().filter(line -> line.contains(".$Proxy"))).isEmpty();
        assertThat(loaded.lines()
                        .filter(line -> line.contains("io.polymeter.config.") && line.contains("$$TypeSwitch")))
                .isEmpty();
    }
}
