package io.polymeter.lab.fuzz;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Runs [WireTarget] for 20 seconds.
class WireFuzzIT {

    private static final int SECONDS = 20;

    @Test
    void noBytesBreakCodecAndParsers() throws IOException, InterruptedException {
        Fuzzer fuzzer = new Fuzzer(WireTarget.class, "wire", "io.polymeter.modbus.*");
        WireSeeds.write(fuzzer.corpus());
        fuzzer.run(SECONDS);
    }
}
