package io.polymeter.lab.world;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Words;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Somebody on the network who writes where nobody allowed it, and sends what is no Modbus.
final class Intruder {

    private static final String ADDRESS = "192.168.178.66";

    private final Network network;
    private final String target;
    private final SplittableRandom random;

    Intruder(Network network, String target, SplittableRandom random) {
        this.network = network;
        this.target = target;
        this.random = random;
        later();
    }

    private void later() {
        network.timeline().in((3 + random.nextInt(20)) * Conditions.SECOND, this::intrude);
    }

    private void intrude() {
        later();
        Wire wire = new Wire(network, ADDRESS, target);
        wire.client.listen(new Ears(wire.client, new MbapParser()));
        int port = random.nextBoolean() ? World.PUSH_PORT : World.SERVE_PORT;
        if (network.connect(wire, port) == Network.Attempt.TAKEN) {
            wire.client.send(bytes(), null);
            network.timeline().in(Conditions.SECOND, wire.client::abort);
        }
    }

    private byte[] bytes() {
        if (random.nextInt(4) == 0) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            return garbage;
        }
        Words lie = Words.of(0xdead, 0xbeef, random.nextInt(0x10000), 0);
        Request request = switch (random.nextInt(3)) {
            case 0 -> new Request.WriteMultipleRegisters(random.nextInt(140), lie);
            case 1 -> new Request.WriteSingleRegister(random.nextInt(140), 0xdead);
            default -> new Request.ReadWriteMultipleRegisters(0, 10, 512, lie);
        };
        int unit = random.nextBoolean() ? 1 : random.nextBoolean() ? 255 : World.SERVE_UNIT;
        ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
        Mbap.encode(7, unit, request, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private record Ears(Wire.End end, MbapParser parser) implements Wire.Ear {
        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (parser.next(in)) {
                int function = parser.pdu().get(parser.pdu().position()) & 0xff;
                boolean write = function == 6 || function == 16;
                if (write) {
                    throw new Violation("a foreign write was taken");
                }
            }
        }

        @Override
        public void ended(boolean reset) {
            end.abort();
        }
    }
}
