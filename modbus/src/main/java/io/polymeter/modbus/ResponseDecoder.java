package io.polymeter.modbus;

import io.polymeter.modbus.fault.Wording;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// Responses from bytes, each checked against the request it must answer.
final class ResponseDecoder {

    private ResponseDecoder() {}

    static Response decode(ByteBuffer pdu, Request request) {
        if (!pdu.hasRemaining()) {
            throw new ProtocolException(Wording.of("answer-empty", "an empty answer"));
        }
        if (pdu.remaining() > Pdu.MAX_LENGTH) {
            throw new ProtocolException(Wording.of(
                    "answer-too-long", "an answer of {count} bytes; at most {most}", pdu.remaining(), Pdu.MAX_LENGTH));
        }
        int function = pdu.get() & 0xff;
        int asked = request.functionCode();
        if (function == (asked | 0x80)) {
            length(pdu, 1);
            return refusal(asked, pdu.get() & 0xff);
        }
        same("function", function, asked);
        return switch (request) {
            case Request.ReadCoils r -> bits(1, r.quantity(), pdu);
            case Request.ReadDiscreteInputs r -> bits(2, r.quantity(), pdu);
            case Request.ReadHoldingRegisters r -> registers(3, r.quantity(), pdu);
            case Request.ReadInputRegisters r -> registers(4, r.quantity(), pdu);
            case Request.WriteSingleCoil r -> {
                echo(pdu, r.address(), r.on() ? 0xff00 : 0);
                yield new Response.WriteSingleCoil(r.address(), r.on());
            }
            case Request.WriteSingleRegister r -> {
                echo(pdu, r.address(), r.value());
                yield new Response.WriteSingleRegister(r.address(), r.value());
            }
            case Request.ReturnQueryData r -> queryData(pdu, r.data());
            case Request.WriteMultipleCoils r -> {
                echo(pdu, r.address(), r.values().count());
                yield new Response.WriteMultiple(15, r.address(), r.values().count());
            }
            case Request.WriteMultipleRegisters r -> {
                echo(pdu, r.address(), r.values().count());
                yield new Response.WriteMultiple(16, r.address(), r.values().count());
            }
            case Request.MaskWriteRegister r -> {
                length(pdu, 6);
                same("address", word(pdu), r.address());
                same("and mask", word(pdu), r.and());
                same("or mask", word(pdu), r.or());
                yield new Response.MaskWriteRegister(r.address(), r.and(), r.or());
            }
            case Request.ReadWriteMultipleRegisters r -> registers(23, r.readQuantity(), pdu);
            case Request.ReadDeviceIdentification r -> identification(pdu, r);
            case Request.OtherFunction r -> new Response.OtherFunction(r.functionCode(), Octets.read(pdu));
        };
    }

    private static Response refusal(int function, int number) {
        ExceptionCode code = ExceptionCode.of(number);
        return code == null ? new Response.VendorRefusal(function, number) : new Response.Refusal(function, code);
    }

    private static Response bits(int function, int quantity, ByteBuffer pdu) {
        byteCount(pdu, (quantity + 7) / 8);
        return new Response.ReadBits(function, Bits.read(pdu, quantity));
    }

    private static Response registers(int function, int quantity, ByteBuffer pdu) {
        byteCount(pdu, 2 * quantity);
        return new Response.ReadRegisters(function, Words.read(pdu, quantity));
    }

    private static Response queryData(ByteBuffer pdu, Words sent) {
        length(pdu, 2 + 2 * sent.count());
        same("sub-function", word(pdu), 0);
        Words data = Words.read(pdu, sent.count());
        if (!data.equals(sent)) {
            throw new ProtocolException(
                    Wording.of("answer-no-echo", "the data of the answer is not an echo of the request's"));
        }
        return new Response.ReturnQueryData(data);
    }

    private static Response identification(ByteBuffer pdu, Request.ReadDeviceIdentification request) {
        atLeast(pdu, 6);
        same("MEI type", next(pdu), 14);
        same("category", next(pdu), request.category());
        int conformity = next(pdu);
        int more = next(pdu);
        if (more != 0 && more != 0xff) {
            throw new ProtocolException(Wording.of("answer-more-follows", "the answer has more-follows {more}", more));
        }
        int following = next(pdu);
        SortedMap<Integer, String> objects = objects(pdu, next(pdu));
        if (request.category() == 4 && !(objects.size() == 1 && objects.containsKey(request.objectId()))) {
            throw new ProtocolException(Wording.of(
                    "answer-other-object",
                    "object {asked} asked, {answered} answered",
                    request.objectId(),
                    objects.keySet()));
        }
        return new Response.DeviceIdentification(request.category(), conformity, following, more != 0, objects);
    }

    private static SortedMap<Integer, String> objects(ByteBuffer pdu, int count) {
        SortedMap<Integer, String> objects = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            atLeast(pdu, 2);
            int id = next(pdu);
            int length = next(pdu);
            atLeast(pdu, length);
            byte[] text = new byte[length];
            pdu.get(text);
            if (objects.put(id, new String(text, StandardCharsets.ISO_8859_1)) != null) {
                throw new ProtocolException(
                        Wording.of("answer-object-twice", "object {object} twice in one answer", id));
            }
        }
        length(pdu, 0);
        return objects;
    }

    private static void echo(ByteBuffer pdu, int address, int value) {
        length(pdu, 4);
        same("address", word(pdu), address);
        same("value", word(pdu), value);
    }

    private static int word(ByteBuffer pdu) {
        return pdu.getShort() & 0xffff;
    }

    private static int next(ByteBuffer pdu) {
        return pdu.get() & 0xff;
    }

    private static void byteCount(ByteBuffer pdu, int expected) {
        atLeast(pdu, 1);
        same("byte count", next(pdu), expected);
        length(pdu, expected);
    }

    private static void length(ByteBuffer pdu, int expected) {
        if (pdu.remaining() != expected) {
            throw new ProtocolException(Wording.of(
                    "answer-other-length",
                    "the answer has {count} more bytes where {expected} belong",
                    pdu.remaining(),
                    expected));
        }
    }

    private static void atLeast(ByteBuffer pdu, int least) {
        if (pdu.remaining() < least) {
            throw new ProtocolException(Wording.of("answer-cut", "the answer is cut short"));
        }
    }

    private static void same(String what, int answered, int asked) {
        if (answered != asked) {
            throw new ProtocolException(Wording.of(
                    "answer-foreign",
                    "the answer does not belong to the request: {what} {answered}, asked {asked}",
                    what,
                    answered,
                    asked));
        }
    }
}
