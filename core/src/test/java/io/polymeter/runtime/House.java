package io.polymeter.runtime;

import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.profile.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/// A Polymeter started from the text of a configuration, with real sockets, and what tests do with it.
final class House implements AutoCloseable {

    static {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    private final Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol()));
    private final Polymeter polymeter;

    /// @param directory what paths in the configuration count from
    House(Path directory, String yaml) {
        polymeter = Polymeter.start(plan(wiring, directory, yaml));
    }

    /// @param clock what it lives by
    House(Path directory, String yaml, FastClock clock) {
        polymeter = clock.start(plan(wiring, directory, yaml));
    }

    void reload(Path directory, String yaml) {
        polymeter.reload(plan(wiring, directory, yaml));
    }

    private static Plan plan(Wiring wiring, Path directory, String yaml) {
        Configuration configuration = parse(wiring, directory, yaml);
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new AssertionError(configuration.problems().sorted().toString());
        }
        return plan;
    }

    private static Configuration parse(Wiring wiring, Path directory, String yaml) {
        return Configuration.parse(
                directory.resolve("polymeter.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
    }

    /// What `check` says of a configuration.
    static List<Problem> problems(Path directory, String yaml) {
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol()));
        Configuration configuration = parse(wiring, directory, yaml);
        wiring.plan(configuration);
        return configuration.problems().sorted();
    }

    /// What `check` says each link will do.
    static List<String> describe(Path directory, String yaml) {
        return plan(new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol())), directory, yaml)
                .describe();
    }

    Polymeter polymeter() {
        return polymeter;
    }

    Snapshot.Output output(String name) {
        return polymeter.snapshot().outputs().stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Snapshot.Link link(String name) {
        return polymeter.snapshot().links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        polymeter.close();
    }

    /// A TCP port of this machine that nobody uses, and that the system gives to no client meanwhile.
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // Somebody listens there: the next one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A client whose first connection waits until somebody listens: a meter may have its values before its output
    /// does.
    static ModbusClient client(int port) {
        return new TcpClient(ClientSettings.of("127.0.0.1", port), House::connected, Ticker.SYSTEM);
    }

    private static Duplex connected(String host, int port, Duration timeout) {
        return Awaitility.await()
                .ignoreException(ConnectFailedException.class)
                .until(() -> Connector.system().open(host, port, timeout), Objects::nonNull);
    }

    /// Asks a second time where there was no answer: on a busy machine one may be late on the serial line, and is
    /// then not given.
    static Response read(ModbusClient client, int unit, int address, int count)
            throws IOException, InterruptedException {
        Request request = new Request.ReadHoldingRegisters(address, count);
        try {
            return client.send(unit, request);
        } catch (NoResponseException _) {
            return client.send(unit, request);
        }
    }

    static Response write(ModbusClient client, int unit, int address, Words words)
            throws IOException, InterruptedException {
        return client.send(unit, new Request.WriteMultipleRegisters(address, words));
    }

    /// Registers that tell their address: `seed + address`.
    static Words stamped(int seed, int address, int count) {
        return Words.of(IntStream.range(address, address + count)
                .map(at -> seed + at & 0xffff)
                .toArray());
    }
}
