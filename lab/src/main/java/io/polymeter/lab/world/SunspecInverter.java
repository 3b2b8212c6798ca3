package io.polymeter.lab.world;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A simulated inverter at unit 3 with a chain at 40000, common model and model 103, and one way to be gone at
/// night.
public final class SunspecInverter {

    private static final int UNIT = 3;
    private static final int PORT = 502;

    /// What an inverter does at night.
    public enum Sleep {
        /// Its port is closed: a logger runs on.
        REFUSES,
        /// It is off: nobody answers at its address, and its connection ends without a word.
        VANISHES,
        /// It takes connections, and answers nothing.
        SILENT,
        /// A gateway answers in its place: exception 0B.
        GATEWAY
    }

    private final Network network;
    private final String address;
    private final Sleep sleep;
    private final Map<Integer, Integer> registers = new HashMap<>();
    private boolean asleep;
    private long attempts;

    SunspecInverter(Network network, String address, Sleep sleep) {
        this.network = network;
        this.address = address;
        this.sleep = sleep;
        put(40000, 0x5375, 0x6e53, 1, 66);
        put(40004, new int[66]);
        put(40070, 103, 50);
        int[] model = new int[50];
        Arrays.fill(model, 0x8000);
        put(40072, model);
        put(40122, 0xffff, 0);
        shine(6_120, 4);
        open();
    }

    private void put(int at, int... words) {
        for (int i = 0; i < words.length; i++) {
            registers.put(at + i, words[i]);
        }
    }

    private void shine(int watts, int state) {
        put(40084, watts, 0);
        put(40094, 0x0012, 0xd687, 0);
        put(40108, state, 0);
    }

    private void open() {
        network.open(address, PORT, (end, _) -> {
            attempts += asleep ? 1 : 0;
            end.listen(new Connection(end));
        });
    }

    /// Connections that were taken while it slept.
    long attempts() {
        return attempts;
    }

    /// The last light: 14 W.
    void dusk() {
        shine(14, 4);
    }

    /// The sun is down.
    void sleep() {
        asleep = true;
        switch (sleep) {
            case REFUSES -> {
                network.shut(address, PORT);
                network.reset(address);
            }
            case VANISHES -> {
                network.vanish(address);
                network.cut(address, Long.MAX_VALUE);
            }
            case SILENT, GATEWAY -> {}
        }
    }

    /// The sun is up.
    void wake() {
        asleep = false;
        shine(310, 4);
        network.mend(address);
        open();
    }

    private final class Connection implements Wire.Ear {
        private final MbapParser parser = new MbapParser();
        private final Wire.End end;

        Connection(Wire.End end) {
            this.end = end;
        }

        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                while (parser.next(in)) {
                    Request request = Pdu.decodeRequest(parser.pdu());
                    if (!asleep || sleep == Sleep.GATEWAY) {
                        send(parser.transaction(), parser.unit(), request);
                    }
                }
            } catch (ProtocolException e) {
                throw new Violation("the poll sent no Modbus TCP: " + e.getMessage());
            }
        }

        private void send(int transaction, int unit, Request request) {
            ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
            Mbap.encode(transaction, unit, answer(unit, request), out);
            end.send(Arrays.copyOf(out.array(), out.position()), null);
        }

        @Override
        public void ended(boolean reset) {
            end.abort();
        }
    }

    private Response answer(int unit, Request request) {
        if (unit != UNIT || asleep) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        }
        if (!(request instanceof Request.ReadHoldingRegisters(int at, int count))) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        }
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            Integer word = registers.get(at + i);
            if (word == null) {
                return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            words[i] = word;
        }
        return new Response.ReadRegisters(3, Words.of(words));
    }
}
