package io.polymeter.link.sml;

import io.polymeter.config.kind.SmlSource;
import io.polymeter.link.Protocol;
import io.polymeter.link.telegram.Listening;
import io.polymeter.link.telegram.StreamLines;
import io.polymeter.link.telegram.StreamProtocol;

/// Meters that send SML.
public final class SmlProtocol {

    private SmlProtocol() {}

    /// With the lines of this machine.
    public static Protocol create() {
        return StreamProtocol.of(
                SmlSource.class,
                "SML",
                source -> new Listening(SmlParser::new, StreamProtocol.formats(source, "9600-8N1")),
                StreamLines.system());
    }
}
