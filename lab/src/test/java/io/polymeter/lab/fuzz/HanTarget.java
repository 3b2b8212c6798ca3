package io.polymeter.lab.fuzz;

import io.polymeter.config.yaml.Secret;
import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.link.han.HanParser;
import java.io.IOException;

/// Any bytes as M-Bus and HDLC frames with DLMS/COSEM.
public final class HanTarget {

    private static final byte[] GOOD = good();
    private static final Secret KEY = new Secret("00112233445566778899AABBCCDDEEFF");

    private HanTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        Parsing.hold(() -> new HanParser(KEY, null), data, GOOD, 60);
    }

    private static byte[] good() {
        try {
            return SampleTelegrams.bytes("han-aidon");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
