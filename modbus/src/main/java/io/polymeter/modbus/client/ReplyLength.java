package io.polymeter.modbus.client;

import io.polymeter.modbus.Request;

/// How long the PDU of a reply is that has what was asked for.
final class ReplyLength {

    private ReplyLength() {}

    /// In bytes with the function code; 0 where only the reply itself says.
    static int of(Request request) {
        return switch (request) {
            case Request.ReadCoils r -> 2 + (r.quantity() + 7) / 8;
            case Request.ReadDiscreteInputs r -> 2 + (r.quantity() + 7) / 8;
            case Request.ReadHoldingRegisters r -> 2 + 2 * r.quantity();
            case Request.ReadInputRegisters r -> 2 + 2 * r.quantity();
            case Request.ReadWriteMultipleRegisters r -> 2 + 2 * r.readQuantity();
            case Request.WriteSingleCoil _,
                    Request.WriteSingleRegister _,
                    Request.WriteMultipleCoils _,
                    Request.WriteMultipleRegisters _ -> 5;
            case Request.MaskWriteRegister _ -> 7;
            case Request.ReturnQueryData r -> 3 + 2 * r.data().count();
            case Request.ReadDeviceIdentification _, Request.OtherFunction _ -> 0;
        };
    }

    /// Whether the second byte of the reply says how many follow.
    static boolean isCounted(Request request) {
        return switch (request) {
            case Request.ReadCoils _,
                    Request.ReadDiscreteInputs _,
                    Request.ReadHoldingRegisters _,
                    Request.ReadInputRegisters _,
                    Request.ReadWriteMultipleRegisters _ -> true;
            default -> false;
        };
    }
}
