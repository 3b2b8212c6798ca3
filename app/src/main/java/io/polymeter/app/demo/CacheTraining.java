package io.polymeter.app.demo;

import io.polymeter.config.Configuration;
import io.polymeter.link.Protocol;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The surroundings of a daemon for the making of an ahead-of-time cache: a meter that pushes and is polled, and
/// consumers on TCP and on a serial line, all of them asking without pause, so that the cache holds the classes of an
/// ordinary day.
public final class CacheTraining implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Pty cable = Pty.open();
    private final int push = FreePorts.inside(10);
    private final int poll = FreePorts.inside(11);
    private final int plc = FreePorts.inside(12);
    private final int page = FreePorts.inside(13);
    private final Polymeter meter;

    /// Starts the meter.
    ///
    /// @throws IOException if this machine has no pseudo-terminals or free ports
    public CacheTraining(Supplier<List<Protocol>> protocols) throws IOException {
        String yaml = """
            meters: { ksem: { profile: kostal-ksem, simulate: { scenario: summer-day } } }
            outputs: { slave: { meter: ksem, modbus: { serve: "tcp://127.0.0.1:POLL" } } }
            """.replace("POLL", String.valueOf(poll));
        Wiring wiring = new Wiring(Catalog.builtIn(), protocols.get());
        Configuration configuration = Configuration.parse(
                Path.of("meter.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        meter = Polymeter.start(plan);
    }

    /// What the daemon is to be started with.
    public String configuration() {
        return """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://127.0.0.1:PUSH", poll: "tcp://127.0.0.1:POLL", from: [127.0.0.1] }
            outputs:
              plenticore: { meter: grid, modbus: { serve: "rtu://CABLE" } }
              plc:        { meter: grid, modbus: { serve: "tcp://127.0.0.1:PLC" } }
              gen24:      { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:PLC", unit: 240 } }
            http: { listen: "127.0.0.1:PAGE" }
            """.replace("PUSH", String.valueOf(push))
                .replace("POLL", String.valueOf(poll))
                .replace("CABLE", cable.device().toString())
                .replace("PLC", String.valueOf(plc))
                .replace("PAGE", String.valueOf(page));
    }

    /// Asks and pushes without pause. Whatever goes wrong is no harm: then the cache knows less.
    public void play(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = List.of(
                Thread.ofPlatform().start(() -> master(end)),
                Thread.ofVirtual().start(() -> consumer(end)),
                Thread.ofVirtual().start(() -> pushing(end)),
                Thread.ofVirtual().start(() -> browser(end)));
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void master(long end) {
        SerialParameters parameters = new SerialParameters(115_200, SerialParameters.Parity.NONE, 1);
        try (RtuClient line =
                new RtuClient(cable.master(), RtuClient.Settings.of(parameters).withTimeout(TIMEOUT))) {
            ask(line, end, 1);
        }
    }

    private void consumer(long end) {
        try (TcpClient client = client(plc)) {
            ask(client, end, 240);
        }
    }

    private static void ask(ModbusClient client, long end, int translated) {
        while (System.nanoTime() - end < 0) {
            send(client, 1, new Request.ReadHoldingRegisters(0, 100));
            send(client, 1, new Request.ReadHoldingRegisters(40, 106));
            send(client, 1, new Request.ReadHoldingRegisters(512, 125));
            if (translated != 1) {
                send(client, translated, new Request.ReadHoldingRegisters(40_071, 58));
            }
        }
    }

    private void pushing(long end) {
        try (TcpClient client = client(push)) {
            while (System.nanoTime() - end < 0) {
                send(client, 1, new Request.WriteMultipleRegisters(0, Words.of(new int[100])));
                send(client, 1, new Request.WriteMultipleRegisters(100, Words.of(new int[48])));
            }
        }
    }

    private static TcpClient client(int port) {
        return new TcpClient(settings(port), Connector.system(), Ticker.SYSTEM);
    }

    private static ClientSettings settings(int port) {
        return ClientSettings.of("127.0.0.1", port).waiting(TIMEOUT, TIMEOUT);
    }

    private static void send(ModbusClient client, int unit, Request request) {
        try {
            var _ = client.send(unit, request);
        } catch (IOException | RuntimeException e) {
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void browser(long end) {
        while (System.nanoTime() - end < 0) {
            for (String path : List.of("/", "/api/overview", "/health", "/metrics")) {
                get(path);
            }
        }
    }

    private void get(String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + page + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            var _ = in.readAllBytes();
        } catch (IOException e) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        meter.close();
        cable.close();
    }
}
