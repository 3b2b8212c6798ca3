package io.polymeter.lab.fuzz;

import io.polymeter.config.yaml.Secret;
import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.link.p1.P1Parser;
import java.io.IOException;

/// Any bytes as P1 telegrams, in clear and ciphered.
public final class P1Target {

    private static final byte[] GOOD = good();
    private static final Secret KEY = new Secret("00112233445566778899AABBCCDDEEFF");

    private P1Target() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        Parsing.hold(() -> new P1Parser(KEY, null), data, GOOD, 30);
    }

    private static byte[] good() {
        try {
            return SampleTelegrams.bytes("p1-esmr5");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
