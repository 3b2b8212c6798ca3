package io.polymeter.lab.interop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.InfluxServer;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.OpenhabServer;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.lab.peer.Slaves;
import io.polymeter.lab.peer.TelegramHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of meter and output that the page offers, set up in a browser against a real peer, one after the other in
/// one site whose file has a comment that stays.
@Timeout(300)
class SetupKindsIT {

    private static final String GRID_SERVICE = "com.victronenergy.grid.polymeter_to-victron";
    private static final String PASSWORD = "a sunny morning";

    private static final List<String> KINDS = List.of(
            "meter mqtt",
            "meter http",
            "meter openhab",
            "meter document",
            "meter ksem",
            "meter p1",
            "meter modbus",
            "output mqtt",
            "output homeassistant",
            "output influx",
            "output victron",
            "output proxy",
            "output push",
            "output sparkplug",
            "output profile");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private final int page = Ports.free();
    private final int ksem = Ports.free();
    private final int push = Ports.free();
    private final int proxy = Ports.free();
    private final int slave = Ports.free();
    private final int port = Ports.free();
    private final CountDownLatch over = new CountDownLatch(1);

    /// Takes ports that are free.
    SetupKindsIT() throws IOException {}

    private static HttpServer document() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/status", exchange -> {
            byte[] body = "{\"meter\":{\"power\":-2400.5,\"import\":4711.5},\"uptime\":12,\"name\":\"box\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    /// Each second, until it is over.
    private void repeat(Work work) {
        Thread.startVirtualThread(() -> {
            try {
                do {
                    work.run();
                } while (!over.await(1, TimeUnit.SECONDS));
            } catch (IOException _) {
                // Its peer has gone, or is not there yet: another is started where it matters.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void measure(OpenhabServer openhab) {
        openhab.states.put("Grid_Power", "-230.5 W");
        openhab.states.put("Outside", "21.5 °C");
        repeat(() -> openhab.change("Grid_Power", "-230.5 W"));
    }

    private void publish(Mosquitto broker) {
        repeat(() -> {
            broker.publish("house/outside", "21.5");
            broker.publish(
                    "tele/meter/SENSOR",
                    "{\"ENERGY\":{\"Power\":-1234,\"Total\":4711.5,\"Voltage\":231},\"Id\":\"a\"}");
        });
    }

    /// A client that reads, as long as it is asked to.
    private void read(int at, String request) {
        repeat(() -> {
            try (RawTcp client = new RawTcp(at)) {
                client.ask(request);
            } catch (java.net.ConnectException _) {
                // It begins in a moment.
            }
        });
    }

    private List<String> walk(List<String> given, DbusDaemon bus) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "node",
                Checkouts.path("lab/peers/node/setup-kinds.js").toString(),
                "http://127.0.0.1:" + page + "/",
                PASSWORD));
        command.addAll(given);
        Process hand = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<Process> started = new ArrayList<>();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = hand.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                System.out.println(line);
                switch (line) {
                    case "push" -> started.add(meter());
                    case "go victron" -> repeat(() -> bus.value(GRID_SERVICE, "/Ac/Power"));
                    case "go proxy" -> read(proxy, "00 01 00 00 00 06 01 03 00 00 00 02");
                    case "go profile" -> read(port, "00 01 00 00 00 06 01 04 00 00 00 02");
                    default -> {
                        // Nobody has to ask.
                    }
                }
            }
        } finally {
            started.forEach(Process::destroy);
            hand.descendants().forEach(ProcessHandle::destroyForcibly);
            hand.destroyForcibly();
        }
        return said;
    }

    /// The meter that writes, once it was told where to.
    private Process meter() throws IOException {
        return new ProcessBuilder(Polymeter.command(
                        "simulate",
                        "kostal-ksem",
                        "--serve",
                        "tcp://127.0.0.1:" + ksem,
                        "--push",
                        "tcp://127.0.0.1:" + push))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ksem.log").toFile())
                .start();
    }

    private static Polymeter shelly(Path directory, int at) throws IOException {
        return Polymeter.simulate(directory, "shelly-pro-3em", "http://127.0.0.1:" + at);
    }

    @Test
    void everyKindThatIsOfferedWorksWithoutATypedLineOfTheFile() throws Exception {
        int shelly = Ports.free();
        HttpServer document = document();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true");
                OpenhabServer openhab = new OpenhabServer(Ports.free());
                Polymeter _ = shelly(directory, shelly);
                TelegramHead p1 = new TelegramHead(SampleTelegrams.bytes("p1-esmr5"));
                InfluxServer influx = new InfluxServer();
                DbusDaemon bus = new DbusDaemon(directory);
                Slaves slaves = new Slaves(directory);
                Polymeter polymeter = Polymeter.run(
                        directory,
                        "# A comment of the owner.\nmeters: {}\nhttp: { listen: \"127.0.0.1:" + page
                                + "\", password: \"" + PASSWORD + "\" }\n")) {
            polymeter.listening(page);
            measure(openhab);
            publish(broker);
            Slaves.Slave plc = slaves.start(slave, "ok");
            List<String> said = walk(
                    List.of(
                            "broker=mqtt://127.0.0.1:" + broker.port(),
                            "document=http://127.0.0.1:" + document.getAddress().getPort() + "/status",
                            "openhab=http://127.0.0.1:" + openhab.port(),
                            "shelly=127.0.0.1:" + shelly,
                            "ksem=127.0.0.1:" + ksem,
                            "push=" + push,
                            "p1=tcp://127.0.0.1:" + p1.port(),
                            "influx=http://127.0.0.1:" + influx.port(),
                            "bus=" + bus.address(),
                            "proxy=" + proxy,
                            "slave=127.0.0.1:" + slave,
                            "port=" + port),
                    bus);
            String text = Files.readString(directory.resolve("polymeter.yaml"));
            assertThat(said)
                    .as("%s\n%s", text, polymeter.log())
                    .containsAll(KINDS.stream().map(kind -> "ok " + kind).toList());
            assertThat(text).startsWith("# A comment of the owner.\n").doesNotContain("{}\n  ");
            assertThat(influx.lines()).isNotEmpty();
            assertThat(influx.complaints()).isEmpty();
            assertThat(plc.writes()).isNotEmpty();
            assertThat(bus.value(GRID_SERVICE, "/Connected")).isNotEmpty();
            Outcome check = Polymeter.command(directory, "check");
            assertThat(check.exit()).as("%s", check).isZero();
        } finally {
            over.countDown();
            document.stop(0);
        }
    }
}
