package io.polymeter.lab.fuzz;

import io.polymeter.lab.peer.SampleTelegrams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the targets of the meters at the house connection and of multicast DNS, each for some seconds.
class TelegramFuzzIT {

    private static final int SECONDS = 4;

    static Stream<Fuzzer> fuzzers() {
        return Stream.of(
                new Fuzzer(SmlTarget.class, "sml", "io.polymeter.link.sml.*"),
                new Fuzzer(P1Target.class, "p1", "io.polymeter.link.p1.*"),
                new Fuzzer(D0Target.class, "d0", "io.polymeter.link.d0.*"),
                new Fuzzer(HanTarget.class, "han", "io.polymeter.link.han.*"),
                new Fuzzer(SpeedwireTarget.class, "speedwire", "io.polymeter.link.speedwire.*"),
                new Fuzzer(DnsTarget.class, "dns", "io.polymeter.mdns.*"));
    }

    @ParameterizedTest
    @MethodSource("fuzzers")
    void noBytesBreakAParser(Fuzzer fuzzer) throws IOException, InterruptedException {
        Path corpus = fuzzer.corpus();
        List<String> samples = SampleTelegrams.names().stream()
                .filter(name -> name.startsWith(fuzzer.name()))
                .toList();
        for (String sample : samples) {
            Files.write(corpus.resolve(sample), SampleTelegrams.bytes(sample));
        }
        fuzzer.run(SECONDS);
    }
}
