package io.polymeter.lab.fuzz;

import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.link.d0.D0Parser;
import java.io.IOException;

/// Any bytes as IEC 62056-21 telegrams of mode D.
public final class D0Target {

    private static final byte[] GOOD = good();

    private D0Target() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        Parsing.hold(D0Parser::new, data, GOOD, 60);
    }

    private static byte[] good() {
        try {
            return SampleTelegrams.bytes("d0-q3d");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
