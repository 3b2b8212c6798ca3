package io.polymeter.lab.fuzz;

import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.link.sml.SmlParser;
import java.io.IOException;

/// Any bytes as SML.
public final class SmlTarget {

    private static final byte[] GOOD = good();

    private SmlTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        Parsing.hold(SmlParser::new, data, GOOD, 40);
    }

    private static byte[] good() {
        try {
            return SampleTelegrams.bytes("sml-three-phases");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
