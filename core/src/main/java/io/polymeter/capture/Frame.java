package io.polymeter.capture;

import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.nio.ByteBuffer;

/// One request or reply.
///
/// @param exchange is the same for a request and its reply
/// @param pdu function code and data
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record Frame(Channel channel, int exchange, boolean reply, int unit, byte[] pdu) {

    static Frame of(Channel channel, int exchange, int unit, Request request) {
        ByteBuffer target = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        Pdu.encode(request, target);
        return new Frame(channel, exchange, false, unit, bytes(target));
    }

    static Frame of(Channel channel, int exchange, int unit, Response response) {
        ByteBuffer target = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        Pdu.encode(response, target);
        return new Frame(channel, exchange, true, unit, bytes(target));
    }

    private static byte[] bytes(ByteBuffer target) {
        byte[] bytes = new byte[target.flip().remaining()];
        target.get(bytes);
        return bytes;
    }
}
