package io.polymeter.modbus;

import static io.polymeter.modbus.ExceptionCode.ILLEGAL_DATA_VALUE;
import static io.polymeter.modbus.ExceptionCode.ILLEGAL_FUNCTION;

import java.nio.ByteBuffer;

/// Requests from bytes. The order of the checks is that of the state diagrams in section 6 of the specification:
/// function (1), then quantity and byte count (3), then address (2).
final class RequestDecoder {

    private RequestDecoder() {}

    /// The same, and what is not known here as another function.
    static Request decodeAny(ByteBuffer pdu) {
        int start = pdu.position();
        try {
            return decode(pdu);
        } catch (PduException e) {
            if (e.code() != ILLEGAL_FUNCTION || e.functionCode() < 1 || e.functionCode() > 127) {
                throw e;
            }
            pdu.position(start + 1);
            return new Request.OtherFunction(e.functionCode(), Octets.read(pdu));
        }
    }

    static Request decode(ByteBuffer pdu) {
        if (!pdu.hasRemaining()) {
            throw new PduException(0, ILLEGAL_FUNCTION, "an empty PDU");
        }
        int function = pdu.get() & 0xff;
        return switch (function) {
            case 1, 2, 3, 4 -> read(function, pdu);
            case 5 -> writeCoil(pdu);
            case 6 -> {
                length(6, pdu, 4);
                yield new Request.WriteSingleRegister(word(pdu), word(pdu));
            }
            case 8 -> diagnostics(pdu);
            case 15 -> writeCoils(pdu);
            case 16 -> writeRegisters(pdu);
            case 22 -> {
                length(22, pdu, 6);
                yield new Request.MaskWriteRegister(word(pdu), word(pdu), word(pdu));
            }
            case 23 -> readWrite(pdu);
            case 43 -> identification(pdu);
            default -> throw new PduException(function, ILLEGAL_FUNCTION, "function " + function);
        };
    }

    private static Request read(int function, ByteBuffer pdu) {
        length(function, pdu, 4);
        int address = word(pdu);
        int quantity = word(pdu);
        return switch (function) {
            case 1 -> new Request.ReadCoils(address, quantity);
            case 2 -> new Request.ReadDiscreteInputs(address, quantity);
            case 3 -> new Request.ReadHoldingRegisters(address, quantity);
            default -> new Request.ReadInputRegisters(address, quantity);
        };
    }

    private static Request writeCoil(ByteBuffer pdu) {
        length(5, pdu, 4);
        int address = word(pdu);
        int value = word(pdu);
        if (value != 0 && value != 0xff00) {
            throw new PduException(5, ILLEGAL_DATA_VALUE, "a coil is written 0000 or ff00, not " + value);
        }
        return new Request.WriteSingleCoil(address, value != 0);
    }

    private static Request diagnostics(ByteBuffer pdu) {
        atLeast(8, pdu, 2);
        int sub = word(pdu);
        if (sub != 0) {
            throw new PduException(8, ILLEGAL_FUNCTION, "sub-function " + sub);
        }
        int bytes = pdu.remaining();
        if (bytes % 2 != 0) {
            throw new PduException(8, ILLEGAL_DATA_VALUE, "an odd number of bytes");
        }
        Ranges.quantity(8, bytes / 2, 125);
        return new Request.ReturnQueryData(Words.read(pdu, bytes / 2));
    }

    private static Request writeCoils(ByteBuffer pdu) {
        atLeast(15, pdu, 5);
        int address = word(pdu);
        int quantity = word(pdu);
        Ranges.quantity(15, quantity, 1968);
        byteCount(15, pdu, (quantity + 7) / 8);
        Ranges.run(15, address, quantity, 1968);
        return new Request.WriteMultipleCoils(address, Bits.read(pdu, quantity));
    }

    private static Request writeRegisters(ByteBuffer pdu) {
        atLeast(16, pdu, 5);
        int address = word(pdu);
        int quantity = word(pdu);
        Ranges.quantity(16, quantity, 123);
        byteCount(16, pdu, 2 * quantity);
        Ranges.run(16, address, quantity, 123);
        return new Request.WriteMultipleRegisters(address, Words.read(pdu, quantity));
    }

    private static Request readWrite(ByteBuffer pdu) {
        atLeast(23, pdu, 9);
        int readAddress = word(pdu);
        int readQuantity = word(pdu);
        int writeAddress = word(pdu);
        int writeQuantity = word(pdu);
        Ranges.quantity(23, readQuantity, 125);
        Ranges.quantity(23, writeQuantity, 121);
        byteCount(23, pdu, 2 * writeQuantity);
        Ranges.run(23, readAddress, readQuantity, 125);
        Ranges.run(23, writeAddress, writeQuantity, 121);
        return new Request.ReadWriteMultipleRegisters(
                readAddress, readQuantity, writeAddress, Words.read(pdu, writeQuantity));
    }

    private static Request identification(ByteBuffer pdu) {
        atLeast(43, pdu, 1);
        int type = pdu.get() & 0xff;
        if (type != 14) {
            throw new PduException(43, ILLEGAL_FUNCTION, "MEI type " + type);
        }
        length(43, pdu, 2);
        return new Request.ReadDeviceIdentification(pdu.get() & 0xff, pdu.get() & 0xff);
    }

    private static int word(ByteBuffer pdu) {
        return pdu.getShort() & 0xffff;
    }

    private static void byteCount(int function, ByteBuffer pdu, int expected) {
        int stated = pdu.get() & 0xff;
        if (stated != expected || pdu.remaining() != expected) {
            throw new PduException(
                    function,
                    ILLEGAL_DATA_VALUE,
                    "byte count " + stated + " with " + pdu.remaining() + " bytes where " + expected + " belong");
        }
    }

    private static void length(int function, ByteBuffer pdu, int expected) {
        if (pdu.remaining() != expected) {
            throw new PduException(
                    function, ILLEGAL_DATA_VALUE, pdu.remaining() + " data bytes where " + expected + " belong");
        }
    }

    private static void atLeast(int function, ByteBuffer pdu, int least) {
        if (pdu.remaining() < least) {
            throw new PduException(function, ILLEGAL_DATA_VALUE, "cut short at " + pdu.remaining() + " data bytes");
        }
    }
}
