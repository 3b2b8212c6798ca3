package io.polymeter.modbus.client;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.RtuResponseParser;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// How one connection wraps a request and knows its reply. Whatever is not exactly that reply is a
/// [ProtocolException].
sealed interface ReplyFraming {

    /// Room for any frame of either kind.
    int BUFFER = 512;

    /// Appends the frame of a request to `out`; from now on only its reply is right.
    ///
    /// @param transaction 0 to 65535, used once in a while only
    void ask(int transaction, int unit, Request request, ByteBuffer out);

    /// Takes received bytes.
    ///
    /// @return the reply, or null while it is not whole
    /// @throws ProtocolException if the bytes are something else
    @Nullable
    Response next(ByteBuffer in);

    /// A framing for a new connection.
    static ReplyFraming of(ClientSettings.Framing framing) {
        return switch (framing) {
            case MBAP -> new OfMbap();
            case RTU -> new OfRtu();
        };
    }

    /// Modbus TCP: a reply has the transaction id, the unit and the function of its request.
    final class OfMbap implements ReplyFraming {

        private final MbapParser parser = new MbapParser();
        private int transaction;
        private int unit;
        private @Nullable Request request;

        @Override
        public void ask(int transaction, int unit, Request request, ByteBuffer out) {
            this.transaction = transaction;
            this.unit = unit;
            this.request = request;
            Mbap.encode(transaction, unit, request, out);
        }

        @Override
        public @Nullable Response next(ByteBuffer in) {
            if (!parser.next(in)) {
                return null;
            }
            Request asked = request;
            if (asked == null) {
                throw new ProtocolException("a reply that nobody asked for");
            }
            same("transaction", parser.transaction(), transaction);
            same("unit", parser.unit(), unit);
            Response response = Pdu.decodeResponse(parser.pdu(), asked);
            request = null;
            nothingAfter(in.hasRemaining());
            return response;
        }

        private static void same(String what, int answered, int asked) {
            if (answered != asked) {
                throw new ProtocolException("a reply for " + what + " " + answered + " instead of " + asked);
            }
        }
    }

    /// RTU inside TCP: no transaction id, so that nothing but the closing of connections in doubt keeps
    /// replies apart.
    final class OfRtu implements ReplyFraming {

        private final RtuResponseParser parser = new RtuResponseParser();

        @Override
        public void ask(int transaction, int unit, Request request, ByteBuffer out) {
            parser.expect(unit, request);
            Rtu.encode(unit, request, out);
        }

        @Override
        public @Nullable Response next(ByteBuffer in) {
            Response response = parser.next(in);
            if (response != null) {
                nothingAfter(in.hasRemaining() || parser.pending());
            } else if (parser.discarded() != null) {
                throw new ProtocolException(String.valueOf(parser.discarded()));
            }
            return response;
        }
    }

    private static void nothingAfter(boolean more) {
        if (more) {
            throw new ProtocolException("more than one reply to one request");
        }
    }
}
