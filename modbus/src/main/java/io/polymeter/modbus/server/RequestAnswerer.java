package io.polymeter.modbus.server;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.PduException;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Turns a received PDU into an answer, whatever it holds and whatever the handler does; counts both.
final class RequestAnswerer {

    private final RequestHandler handler;
    private final LiveServerCounters tally;
    private final BiConsumer<String, Throwable> failed;
    private final Peer peer;
    private int function;

    /// @param failed is told what went wrong inside
    RequestAnswerer(RequestHandler handler, LiveServerCounters tally, BiConsumer<String, Throwable> failed, Peer peer) {
        this.handler = handler;
        this.tally = tally;
        this.failed = failed;
        this.peer = peer;
    }

    /// The function code of the last PDU, as an answer names it: 0 to 127.
    int function() {
        return function;
    }

    /// The answer to a PDU of at least one byte.
    Answer answer(int unit, ByteBuffer pdu) {
        tally.requests.increment();
        function = pdu.get(pdu.position()) & 0x7f;
        try {
            return handler.handle(unit, Pdu.decodeAnyRequest(pdu), peer);
        } catch (PduException e) {
            return new Response.Refusal(function, e.code());
        } catch (RuntimeException | Error e) {
            return failure(function, e);
        }
    }

    /// The answer of a [Answer.Later] that has come to its end, well or not.
    Answer settle(int asked, @Nullable Answer answer, @Nullable Throwable cause) {
        if (cause == null && answer != null && !(answer instanceof Answer.Later)) {
            return answer;
        }
        return failure(asked, cause == null ? new NullPointerException("no response") : cause);
    }

    /// Appends the frame of `response` to `out`, which has room for any; one that is no valid frame becomes a
    /// refusal.
    void encode(int transaction, int unit, Response response, ByteBuffer out) {
        int start = out.position();
        Response sent = response;
        try {
            Mbap.encode(transaction, unit, response, out);
            if (out.position() - start > Mbap.MAX_LENGTH) {
                throw new IllegalStateException("a response of " + (out.position() - start) + " bytes");
            }
        } catch (RuntimeException e) {
            sent = failure(response.functionCode(), e);
            Mbap.encode(transaction, unit, sent, out.position(start));
        }
        if (sent instanceof Response.Refusal) {
            tally.refusals.increment();
        }
    }

    private Response failure(int asked, Throwable cause) {
        tally.failures.increment();
        failed.accept("answering function " + asked + " to " + peer.name(), cause);
        return new Response.Refusal(asked, ExceptionCode.SERVER_DEVICE_FAILURE);
    }
}
