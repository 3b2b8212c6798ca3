package io.polymeter.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the targets of files and requests: two of them a day, so that each has its turn; each can be named by hand.
class StructureFuzzIT {

    private static final int SECONDS = 5;
    private static final int AT_ONCE = 2;

    private static final List<Fuzzer> ALL = List.of(
            new Fuzzer(JsonTarget.class, "json", "io.polymeter.json.*"),
            new Fuzzer(ConfigurationTarget.class, "configuration", "io.polymeter.config.**:io.polymeter.profile.**"),
            new Fuzzer(CaptureTarget.class, "capture", "io.polymeter.capture.*"),
            new Fuzzer(TrustTarget.class, "trust", "io.polymeter.trust.*"),
            new Fuzzer(HttpTarget.class, "http", "io.polymeter.http.listen.*"),
            new Fuzzer(ChunkTarget.class, "chunk", "io.polymeter.app.history.chunk.*"),
            new Fuzzer(DbusTarget.class, "dbus", "io.polymeter.dbus.*"),
            new Fuzzer(MqttTarget.class, "mqtt", "io.polymeter.link.platform.*:io.polymeter.point.*"),
            new Fuzzer(TlsTarget.class, "tls", "io.polymeter.modbus.server.*"));

    static List<Fuzzer> fuzzers() {
        String named = System.getProperty("fuzz.targets");
        if (named != null) {
            return ALL.stream()
                    .filter(each -> List.of(named.split(",")).contains(each.name()))
                    .toList();
        }
        int first = (int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % ALL.size());
        return List.of(ALL.get(first), ALL.get((first + AT_ONCE) % ALL.size()));
    }

    @ParameterizedTest
    @MethodSource("fuzzers")
    void noBytesBreakAParser(Fuzzer fuzzer) throws IOException, InterruptedException {
        Path corpus = fuzzer.corpus();
        for (Path seed : seeds(fuzzer)) {
            Files.copy(seed, corpus.resolve(seed.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        fuzzer.run(Integer.getInteger("fuzz.seconds", SECONDS));
    }

    private static List<Path> seeds(Fuzzer fuzzer) throws IOException {
        try (Stream<Path> files = Files.list(Checkouts.path("lab/src/test/resources/corpus/" + fuzzer.name()))) {
            return files.toList();
        }
    }

    @Test
    void everyTargetHasSeeds() throws IOException {
        for (Fuzzer each : ALL) {
            assertThat(seeds(each)).as(each.name()).isNotEmpty();
        }
    }
}
