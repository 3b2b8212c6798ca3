package io.polymeter.modbus;

import java.util.Random;
import java.util.TreeMap;

/// Random valid requests and answers that fit them, biased to the edges of their ranges.
final class PduGenerator {

    private final Random random;

    PduGenerator(Random random) {
        this.random = random;
    }

    Request request() {
        return switch (random.nextInt(12)) {
            case 0 -> run(2000, Request.ReadCoils::new);
            case 1 -> run(2000, Request.ReadDiscreteInputs::new);
            case 2 -> run(125, Request.ReadHoldingRegisters::new);
            case 3 -> run(125, Request.ReadInputRegisters::new);
            case 4 -> new Request.WriteSingleCoil(word(), random.nextBoolean());
            case 5 -> new Request.WriteSingleRegister(word(), word());
            case 6 -> new Request.ReturnQueryData(words(quantity(125)));
            case 7 -> run(1968, (address, quantity) -> new Request.WriteMultipleCoils(address, bits(quantity)));
            case 8 -> run(123, (address, quantity) -> new Request.WriteMultipleRegisters(address, words(quantity)));
            case 9 -> new Request.MaskWriteRegister(word(), word(), word());
            case 10 ->
                run(
                        125,
                        (from, read) -> run(
                                121,
                                (to, write) -> new Request.ReadWriteMultipleRegisters(from, read, to, words(write))));
            default -> new Request.ReadDeviceIdentification(1 + random.nextInt(4), random.nextInt(256));
        };
    }

    Response answer(Request request) {
        int function = request.functionCode();
        if (random.nextInt(8) == 0) {
            int number = random.nextInt(256);
            ExceptionCode code = ExceptionCode.of(number);
            return code == null ? new Response.VendorRefusal(function, number) : new Response.Refusal(function, code);
        }
        return switch (request) {
            case Request.ReadCoils r -> new Response.ReadBits(1, bits(r.quantity()));
            case Request.ReadDiscreteInputs r -> new Response.ReadBits(2, bits(r.quantity()));
            case Request.ReadHoldingRegisters r -> new Response.ReadRegisters(3, words(r.quantity()));
            case Request.ReadInputRegisters r -> new Response.ReadRegisters(4, words(r.quantity()));
            case Request.WriteSingleCoil r -> new Response.WriteSingleCoil(r.address(), r.on());
            case Request.WriteSingleRegister r -> new Response.WriteSingleRegister(r.address(), r.value());
            case Request.ReturnQueryData r -> new Response.ReturnQueryData(r.data());
            case Request.WriteMultipleCoils r ->
                new Response.WriteMultiple(15, r.address(), r.values().count());
            case Request.WriteMultipleRegisters r ->
                new Response.WriteMultiple(16, r.address(), r.values().count());
            case Request.MaskWriteRegister r -> new Response.MaskWriteRegister(r.address(), r.and(), r.or());
            case Request.ReadWriteMultipleRegisters r -> new Response.ReadRegisters(23, words(r.readQuantity()));
            case Request.ReadDeviceIdentification r -> identification(r);
            case Request.OtherFunction r -> new Response.OtherFunction(r.functionCode(), r.data());
        };
    }

    private Response identification(Request.ReadDeviceIdentification request) {
        TreeMap<Integer, String> objects = new TreeMap<>();
        int count = request.category() == 4 ? 1 : random.nextInt(10);
        for (int i = 0; i < count; i++) {
            int id = request.category() == 4 ? request.objectId() : random.nextInt(256);
            String text = random.ints(random.nextInt(22), 0, 256)
                    .collect(StringBuilder::new, (all, each) -> all.append((char) each), StringBuilder::append)
                    .toString();
            objects.put(id, text);
        }
        boolean more = random.nextBoolean();
        return new Response.DeviceIdentification(request.category(), 0x83, more ? 200 : 0, more, objects);
    }

    private <T> T run(int most, Run<T> maker) {
        int quantity = quantity(most);
        int last = 65536 - quantity;
        return maker.make(random.nextInt(4) == 0 ? last : random.nextInt(last + 1), quantity);
    }

    private int quantity(int most) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> most;
            default -> 1 + random.nextInt(most);
        };
    }

    private int word() {
        return random.nextInt(65536);
    }

    private Words words(int count) {
        byte[] bytes = new byte[2 * count];
        random.nextBytes(bytes);
        return Words.wrap(bytes);
    }

    private Bits bits(int count) {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextBoolean();
        }
        return Bits.of(values);
    }

    /// Something with an address and a quantity.
    private interface Run<T> {
        T make(int address, int quantity);
    }
}
