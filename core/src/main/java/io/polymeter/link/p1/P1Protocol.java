package io.polymeter.link.p1;

import io.polymeter.config.kind.P1Source;
import io.polymeter.link.Protocol;
import io.polymeter.link.telegram.Deciphering;
import io.polymeter.link.telegram.Listening;
import io.polymeter.link.telegram.StreamLines;
import io.polymeter.link.telegram.StreamProtocol;

/// Meters with a P1 port.
public final class P1Protocol {

    private P1Protocol() {}

    /// With the lines of this machine.
    public static Protocol create() {
        return StreamProtocol.of(P1Source.class, "P1", P1Protocol::conversation, StreamLines.system());
    }

    private static Listening conversation(P1Source source) {
        Deciphering deciphering = P1Parser.deciphering(source.key(), source.authenticationKey());
        return new Listening(() -> new P1Parser(deciphering), StreamProtocol.formats(source, "115200-8N1", "9600-7E1"));
    }
}
