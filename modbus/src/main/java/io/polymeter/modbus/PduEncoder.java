package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Requests and responses to bytes. Registers go out as one bulk copy; nothing is allocated but for device
/// identification.
final class PduEncoder {

    private PduEncoder() {}

    static void encode(Request request, ByteBuffer target) {
        target.put((byte) request.functionCode());
        switch (request) {
            case Request.ReadCoils r -> words(target, r.address(), r.quantity());
            case Request.ReadDiscreteInputs r -> words(target, r.address(), r.quantity());
            case Request.ReadHoldingRegisters r -> words(target, r.address(), r.quantity());
            case Request.ReadInputRegisters r -> words(target, r.address(), r.quantity());
            case Request.WriteSingleCoil r -> words(target, r.address(), r.on() ? 0xff00 : 0);
            case Request.WriteSingleRegister r -> words(target, r.address(), r.value());
            case Request.ReturnQueryData r -> {
                target.putShort((short) 0);
                r.data().writeTo(target);
            }
            case Request.WriteMultipleCoils r -> {
                words(target, r.address(), r.values().count());
                target.put((byte) r.values().byteCount());
                r.values().writeTo(target);
            }
            case Request.WriteMultipleRegisters r -> {
                words(target, r.address(), r.values().count());
                counted(r.values(), target);
            }
            case Request.MaskWriteRegister r -> {
                words(target, r.address(), r.and());
                target.putShort((short) r.or());
            }
            case Request.ReadWriteMultipleRegisters r -> {
                words(target, r.readAddress(), r.readQuantity());
                words(target, r.writeAddress(), r.values().count());
                counted(r.values(), target);
            }
            case Request.ReadDeviceIdentification r ->
                target.put((byte) 14).put((byte) r.category()).put((byte) r.objectId());
            case Request.OtherFunction r -> r.data().writeTo(target);
        }
    }

    static void encode(Response response, ByteBuffer target) {
        switch (response) {
            case Response.ReadRegisters r -> {
                target.put((byte) r.functionCode());
                counted(r.values(), target);
            }
            case Response.ReadBits r -> {
                target.put((byte) r.functionCode()).put((byte) r.values().byteCount());
                r.values().writeTo(target);
            }
            case Response.WriteSingleCoil r -> words(target.put((byte) 5), r.address(), r.on() ? 0xff00 : 0);
            case Response.WriteSingleRegister r -> words(target.put((byte) 6), r.address(), r.value());
            case Response.ReturnQueryData r -> {
                target.put((byte) 8).putShort((short) 0);
                r.data().writeTo(target);
            }
            case Response.WriteMultiple r -> words(target.put((byte) r.functionCode()), r.address(), r.quantity());
            case Response.MaskWriteRegister r -> {
                words(target.put((byte) 22), r.address(), r.and());
                target.putShort((short) r.or());
            }
            case Response.DeviceIdentification r -> identification(r, target);
            case Response.OtherFunction r -> {
                target.put((byte) r.functionCode());
                r.data().writeTo(target);
            }
            case Response.Refusal r -> refusal(r.functionCode(), r.code().code(), target);
            case Response.VendorRefusal r -> refusal(r.functionCode(), r.number(), target);
        }
    }

    private static void refusal(int function, int code, ByteBuffer target) {
        target.put((byte) (function | 0x80)).put((byte) code);
    }

    private static void identification(Response.DeviceIdentification r, ByteBuffer target) {
        target.put((byte) 43).put((byte) 14);
        target.put((byte) r.category()).put((byte) r.conformity());
        target.put((byte) (r.more() ? 0xff : 0)).put((byte) r.nextObject());
        target.put((byte) r.objects().size());
        r.objects().forEach((id, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            target.put(id.byteValue()).put((byte) bytes.length).put(bytes);
        });
    }

    private static void counted(Words values, ByteBuffer target) {
        target.put((byte) (2 * values.count()));
        values.writeTo(target);
    }

    private static void words(ByteBuffer target, int first, int second) {
        target.putShort((short) first).putShort((short) second);
    }
}
