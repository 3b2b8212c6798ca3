package io.polymeter.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration as a file, its versions, and what of it this machine and a change can do.
class ConfigurationFilesTest {

    private static final Wiring WIRING =
            new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Plan plan(String yaml) {
        Configuration read = Configuration.parse(Path.of("x.yaml"), bytes(yaml), _ -> null, WIRING.kinds());
        return Objects.requireNonNull(
                WIRING.plan(read), () -> read.problems().sorted().toString());
    }

    @Test
    void whatIsReplacedIsKeptWithTheSameRightsAndALinkStaysOne() throws IOException {
        Path real = directory.resolve("real.yaml");
        Path link = directory.resolve("link.yaml");
        Files.writeString(real, "one");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(link, real);
        ConfigurationFile file = new ConfigurationFile(link);
        assertThat(file.previous()).isNull();
        Object before = file.stamp();
        file.replace(bytes("two, and longer"));
        assertThat(file.read()).isEqualTo(bytes("two, and longer"));
        assertThat(file.previous()).isEqualTo(bytes("one"));
        assertThat(file.stamp()).isNotEqualTo(before);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
        assertThat(new ConfigurationFile(directory.resolve("nowhere")).stamp()).isNull();
    }

    @Test
    void everyTextThatRanIsAVersionOnce() throws Exception {
        VersionStore store = new VersionStore(directory);
        assertThat(store.list()).isEmpty();
        assertThat(store.read("latest")).isNull();
        store.keep(bytes("a"));
        store.keep(bytes("a"));
        assertThat(store.list()).hasSize(1);
        assertThat(store.read("latest")).isEqualTo(bytes("a"));
        assertThat(store.read(store.list().getFirst().id())).isEqualTo(bytes("a"));
        assertThat(store.read("../../etc/passwd")).isNull();
    }

    @Test
    void aTrialSaysWhatStaysComesAndGoes() {
        Plan running = plan("meters: { a: { simulate: summer-day }, b: { simulate: summer-day } }\n");
        Plan wanted = plan("meters: { a: { simulate: winter-day }, c: { simulate: summer-day } }\n");
        CheckedConfiguration checked = new CheckedConfiguration(List.of(), wanted);
        List<Trial.Change> changes = Trial.of(List.of(), running, checked).changes();
        assertThat(changes)
                .contains(
                        new Trial.Change("meter", "a", "changes"),
                        new Trial.Change("meter", "b", "ends"),
                        new Trial.Change("meter", "c", "begins"));
        assertThat(Trial.of(List.of(), running, new CheckedConfiguration(List.of(), null))
                        .changes())
                .isEmpty();
    }

    @Test
    void aPortThatIsTakenAndAnAdapterThatIsMissingAreWarnedOfUnlessTheyAreOurs() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String yaml = """
                meters: { grid: { simulate: summer-day } }
                outputs:
                  a: { meter: grid, profile: eastron-sdm630, modbus: { serve: "tcp://127.0.0.1:PORT" } }
                  b: { meter: grid, profile: eastron-sdm630, modbus: { serve: "rtu:///dev/no-such-adapter" } }
                """.replace("PORT", String.valueOf(taken.getLocalPort()));
            Plan wanted = plan(yaml);
            assertThat(warnings(wanted, plan("meters: {}\n")))
                    .hasSize(2)
                    .anyMatch(words -> words.contains("is in use by another program"))
                    .anyMatch(words -> words.contains("/dev/no-such-adapter is not there"));
            assertThat(warnings(wanted, wanted)).isEmpty();
        }
    }

    private static List<String> warnings(Plan wanted, Plan running) {
        Problems problems = new Problems("x.yaml");
        MachineChecks.check(wanted.settings(), running.settings(), problems);
        assertThat(problems.hasErrors()).isFalse();
        return problems.sorted().stream().map(Problem::message).toList();
    }

    @Test
    void aWatchedFileThatIsGoneIsSaidAndNothingEnds() throws Exception {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, "meters: { grid: { simulate: summer-day } }\nstate: " + directory + "\n");
        Configuration read = Configuration.load(file, WIRING.kinds());
        try (Polymeter polymeter = Polymeter.start(Objects.requireNonNull(WIRING.plan(read)))) {
            FileWatch watch = new FileWatch(new LiveConfiguration(file, WIRING, polymeter));
            assertThat(watch.name()).isEqualTo("configuration");
            assertThat(watch.description().text()).endsWith("polymeter.yaml");
            Files.delete(file);
            polymeter.attach(watch);
            org.awaitility.Awaitility.await()
                    .until(() -> polymeter.snapshot().links().stream()
                            .anyMatch(link -> link.reason().equals("the file is gone")));
            assertThat(polymeter.snapshot().meters()).hasSize(1);
        }
    }
}
