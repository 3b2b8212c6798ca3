package io.polymeter.link.d0;

import io.polymeter.config.kind.D0Source;
import io.polymeter.config.kind.StreamEndpoint;
import io.polymeter.link.Protocol;
import io.polymeter.link.telegram.Listening;
import io.polymeter.link.telegram.StreamLines;
import io.polymeter.link.telegram.StreamProtocol;
import io.polymeter.link.telegram.TelegramExchange;

/// Meters that speak IEC 62056-21.
public final class D0Protocol {

    private D0Protocol() {}

    /// With the lines of this machine.
    public static Protocol create() {
        return StreamProtocol.of(D0Source.class, "IEC 62056-21", D0Protocol::conversation, StreamLines.system());
    }

    private static TelegramExchange conversation(D0Source source) {
        if (source.mode() == D0Source.Mode.D) {
            return new Listening(D0Parser::new, StreamProtocol.formats(source, "2400-7E1", "9600-7E1"));
        }
        boolean fixed = !(source.from() instanceof StreamEndpoint.Serial);
        Readout.Terms terms = new Readout.Terms(source.mode(), source.password(), fixed);
        return new Readout(terms, StreamProtocol.formats(source, "300-7E1").getFirst());
    }
}
