package io.polymeter.link.han;

import io.polymeter.config.kind.HanSource;
import io.polymeter.link.Protocol;
import io.polymeter.link.telegram.Deciphering;
import io.polymeter.link.telegram.Listening;
import io.polymeter.link.telegram.StreamLines;
import io.polymeter.link.telegram.StreamProtocol;

/// Meters that push DLMS/COSEM messages.
public final class HanProtocol {

    private HanProtocol() {}

    /// With the lines of this machine.
    public static Protocol create() {
        return StreamProtocol.of(HanSource.class, "DLMS/COSEM", HanProtocol::conversation, StreamLines.system());
    }

    private static Listening conversation(HanSource source) {
        Deciphering deciphering = HanParser.deciphering(source.key(), source.authenticationKey());
        return new Listening(
                () -> new HanParser(deciphering), StreamProtocol.formats(source, "2400-8E1", "9600-8N1", "115200-8N1"));
    }
}
