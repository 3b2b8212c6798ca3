package io.polymeter.runtime;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.register.Range;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A device with a SunSpec chain that a test writes down, and that sleeps when it is told to.
final class SunspecDevice implements RequestHandler, AutoCloseable {

    private volatile @Nullable Range bad;
    private final List<Range> asked = new CopyOnWriteArrayList<>();
    private final Set<String> peers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Request> writes = new CopyOnWriteArrayList<>();
    private volatile boolean takesSix = true;
    private final int unit;
    private int port;
    private @Nullable TcpServer server;
    private volatile Map<Integer, Integer> registers = Map.of();
    private volatile @Nullable ExceptionCode refusal;

    /// @param unit at which it answers; a gateway refuses the others
    SunspecDevice(int unit) throws IOException {
        this.unit = unit;
        wake();
    }

    int port() {
        return port;
    }

    /// Connections it was asked on so far.
    int connections() {
        return peers.size();
    }

    /// Requests it refused as it was told to.
    int refused() {
        return refusals.get();
    }

    List<Range> asked() {
        return List.copyOf(asked);
    }

    /// Shows these models from now on.
    ///
    /// @param commonLength 65 or 66
    /// @param models each with id and registers behind the header
    SunspecDevice chain(int base, int commonLength, int[]... models) {
        Map<Integer, Integer> next = new TreeMap<>();
        int at = put(next, base, 0x5375, 0x6e53, 1, commonLength);
        int names = at;
        at = put(next, at, new int[commonLength]);
        if (commonLength >= 65) {
            text(next, names, "ACME");
            text(next, names + 16, "Sun 5000");
            text(next, names + 48, "4711");
        }
        for (int[] model : models) {
            at = put(next, at, model[0], model.length - 1);
            for (int i = 1; i < model.length; i++) {
                at = put(next, at, model[i]);
            }
        }
        put(next, at, 0xffff, 0);
        registers = Map.copyOf(next);
        return this;
    }

    /// Shows these models from now on, and says of the common model that it has another length.
    ///
    /// @param said what its header says
    /// @param there the registers it has
    SunspecDevice misstated(int base, int said, int there, int[]... models) {
        chain(base, there, models);
        Map<Integer, Integer> next = new TreeMap<>(registers);
        next.put(base + 3, said);
        registers = Map.copyOf(next);
        return this;
    }

    /// A common model with a serial number.
    static int[] common(String serial) {
        int[] model = new int[67];
        model[0] = 1;
        for (int i = 0; i < serial.length(); i++) {
            model[1 + 48 + i / 2] |= serial.charAt(i) << (i % 2 == 0 ? 8 : 0);
        }
        return model;
    }

    /// Model 203 with a total power and a scale factor; all else is not implemented.
    static int[] meter(int watts, int factor) {
        int[] model = new int[106];
        java.util.Arrays.fill(model, 0x8000);
        model[0] = 203;
        model[1 + 16] = watts & 0xffff;
        model[1 + 20] = factor & 0xffff;
        return model;
    }

    /// A model of which every register is `fill`.
    ///
    /// @param length registers behind the header
    static int[] model(int id, int length, int fill) {
        int[] model = new int[1 + length];
        java.util.Arrays.fill(model, fill);
        model[0] = id;
        return model;
    }

    /// Has these registers and no others from now on.
    SunspecDevice only(int address, int... words) {
        Map<Integer, Integer> next = new TreeMap<>();
        put(next, address, words);
        registers = Map.copyOf(next);
        return this;
    }

    private static void text(Map<Integer, Integer> to, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            to.merge(at + i / 2, text.charAt(i) << (i % 2 == 0 ? 8 : 0), Integer::sum);
        }
    }

    private static int put(Map<Integer, Integer> to, int at, int... words) {
        for (int i = 0; i < words.length; i++) {
            to.put(at + i, words[i]);
        }
        return at + words.length;
    }

    /// Model 103 with a power and an energy, in registers behind the header.
    ///
    /// @param watts before the scale factor of 10 W
    static int[] inverter(int watts, long wattHours, int state) {
        int[] model = new int[51];
        java.util.Arrays.fill(model, 0x8000);
        model[0] = 103;
        model[1 + 12] = watts;
        model[1 + 13] = 1;
        model[1 + 22] = (int) (wattHours >>> 16);
        model[1 + 23] = (int) (wattHours & 0xffff);
        model[1 + 24] = 0;
        model[1 + 31] = 412;
        model[1 + 35] = 0xffff;
        model[1 + 36] = state;
        model[1 + 37] = 7;
        return model;
    }

    /// Cannot read these registers from now on; all others it can.
    void cannotRead(Range registers) {
        bad = registers;
    }

    /// Refuses everything so from now on; null: nothing.
    void refuse(@Nullable ExceptionCode code) {
        refusal = code;
    }

    /// Its port is closed, and nobody is connected.
    void sleep() {
        TcpServer running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }

    /// Its port is open.
    void wake() throws IOException {
        TcpServer next = TcpServer.open();
        server = next;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        port = next.listen(TcpListener.plain(address, this)).localAddress().getPort();
    }

    @Override
    public Answer handle(int asking, Request request, Peer peer) {
        if (asking != unit) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        }
        peers.add(peer.name());
        ExceptionCode code = refusal;
        if (code != null) {
            refusals.incrementAndGet();
        }
        if (code == null && !request.onlyReads()) {
            return written(request);
        }
        if (code != null || !(request instanceof Request.ReadHoldingRegisters(int address, int count))) {
            return new Response.Refusal(request.functionCode(), code == null ? ExceptionCode.ILLEGAL_FUNCTION : code);
        }
        asked.add(new Range(address, count));
        Range broken = bad;
        if (broken != null && broken.overlaps(new Range(address, count))) {
            return new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE);
        }
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            Integer word = registers.get(address + i);
            if (word == null) {
                return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            words[i] = word;
        }
        return new Response.ReadRegisters(3, Words.of(words));
    }

    private Response written(Request request) {
        writes.add(request);
        return switch (request) {
            case Request.WriteSingleRegister(int address, int value)
            when takesSix -> new Response.WriteSingleRegister(address, value);
            case Request.WriteMultipleRegisters(int address, Words words) ->
                new Response.WriteMultiple(16, address, words.count());
            case Request other -> new Response.Refusal(other.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        };
    }

    /// Knows no function code 6 from now on.
    void refuseSix() {
        takesSix = false;
    }

    /// What was written to it.
    List<Request> writes() {
        return List.copyOf(writes);
    }

    @Override
    public void close() {
        sleep();
    }
}
