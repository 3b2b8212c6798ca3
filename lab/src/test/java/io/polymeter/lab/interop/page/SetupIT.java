package io.polymeter.lab.interop.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.HomeassistantServer;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawRtu;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.SampleTelegrams;
import io.polymeter.lab.peer.TelegramHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From an empty directory to a working site, in a browser alone: what `lab/peers/node/setup-walks.js` does is done by
/// a person's hand, and the consumer that reads afterwards is not ours.
@Timeout(240)
class SetupIT {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private final AtomicInteger answered = new AtomicInteger();

    /// `polymeter run` where nothing is configured.
    private static final class FirstRun implements AutoCloseable {
        private final Process process;
        private final String address;
        private final String code;

        private FirstRun(Path directory) throws IOException {
            process = new ProcessBuilder(Polymeter.command("run"))
                    .directory(directory.toFile())
                    .redirectError(directory.resolve("polymeter.log").toFile())
                    .start();
            BufferedReader out = process.inputReader();
            address = said(out, "address: ");
            code = said(out, "code: ");
        }

        private static String said(BufferedReader out, String what) throws IOException {
            String line = String.valueOf(out.readLine());
            assertThat(line).startsWith(what);
            return line.substring(what.length());
        }

        @Override
        public void close() {
            process.destroy();
            assertThat(Outcome.ends(process, Duration.ofSeconds(10))).isTrue();
        }
    }

    /// Goes through a walk; `reader` begins to ask when the output is there.
    private void walk(String walk, FirstRun run, List<String> given, Reader reader) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "node", Checkouts.path("lab/peers/node/setup-walks.js").toString(), walk, run.address, run.code));
        command.addAll(given);
        Process hand = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        Thread asking = Thread.ofPlatform().unstarted(() -> reader.ask(over));
        try {
            BufferedReader out = hand.inputReader();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                System.out.println(line);
                if (line.equals("go")) {
                    asking.start();
                }
            }
        } finally {
            over.countDown();
            hand.descendants().forEach(ProcessHandle::destroyForcibly);
            hand.destroyForcibly();
        }
        assertThat(answered.get()).isPositive();
        assertThat(said)
                .as(Files.readString(directory.resolve("polymeter.log")))
                .contains("ok " + walk);
    }

    /// Whoever reads the output, until it is told that it is enough.
    private interface Reader {
        void ask(CountDownLatch over);
    }

    private interface Exchange {
        boolean answered() throws IOException;
    }

    /// Asks twice a second. A moment passes until the output is there; then it answers as it should.
    private void untilOver(CountDownLatch over, Exchange exchange) {
        try {
            while (!over.await(500, TimeUnit.MILLISECONDS)) {
                if (exchange.answered()) {
                    answered.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What was written is what an expert would have written: nothing to warn of, nothing secret in it.
    ///
    /// @param warnings what is true all the same, because a test has no usual port and a source few values
    private String written(List<String> warnings, String... lines) throws IOException {
        Outcome check = Polymeter.command(directory, "check");
        assertThat(check.out()).as("%s", check).contains("polymeter.yaml: no errors");
        assertThat(check.err().lines()).as("%s", check).hasSameSizeAs(warnings);
        warnings.forEach(warning -> assertThat(check.err()).contains(warning));
        String text = Files.readString(directory.resolve("polymeter.yaml"));
        assertThat(text).contains(lines).doesNotContain("a sunny morning", HomeassistantServer.TOKEN);
        Path secrets = directory.resolve("state/secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rw-------");
        return text;
    }

    @Test
    void aPlenticoreReadsAKsemThatWasFound() throws Exception {
        int ksem = Ports.free();
        try (Polymeter _ = Polymeter.simulate(directory, "kostal-ksem", "tcp://127.0.0.1:" + ksem)
                        .listening(ksem);
                RtuBus bus = new RtuBus(2);
                FirstRun run = new FirstRun(directory)) {
            String setup = Polymeter.command(directory, "setup").out();
            assertThat(setup).isEqualTo("address: " + run.address + "\ncode: " + run.code + "\n");
            List<String> given = List.of("ksem=tcp://127.0.0.1:" + ksem, "adapter=" + bus.device(0));
            walk("ksem", run, given, over -> {
                try (RawRtu plenticore = new RawRtu(bus.device(1))) {
                    untilOver(
                            over,
                            () -> plenticore.ask("01 03 00 00 00 64").startsWith("01 03 c8")
                                    && plenticore.ask("01 03 20 00 00 39").startsWith("01 03 72"));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(written(
                            List.of(),
                            "meters:\n  grid:\n    profile: kostal-ksem\n    modbus: { poll: tcp://127.0.0.1:" + ksem))
                    .contains("    consumer: kostal-plenticore\n    modbus: { serve: rtu://" + bus.device(0) + " }\n");
        }
    }

    /// Home Assistant hears from its sensor twice a second.
    private static AutoCloseable measuring(HomeassistantServer home) {
        CountDownLatch over = new CountDownLatch(1);
        Thread sensor = Thread.startVirtualThread(() -> {
            try {
                while (!over.await(500, TimeUnit.MILLISECONDS)) {
                    home.tell("set sensor.grid_power -2.4 kW");
                    home.tell("set sensor.grid_import 4711.5 kWh");
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        return () -> {
            over.countDown();
            sensor.join();
        };
    }

    @Test
    void aGen24ReadsWhatHomeAssistantHas() throws Exception {
        int server = Ports.free();
        int port = Ports.free();
        try (HomeassistantServer home = new HomeassistantServer(server);
                FirstRun run = new FirstRun(directory);
                AutoCloseable _ = measuring(home)) {
            home.tell("set sensor.outside 21.5 °C");
            List<String> given =
                    List.of("url=http://127.0.0.1:" + server, "token=" + HomeassistantServer.TOKEN, "port=" + port);
            walk(
                    "homeassistant",
                    run,
                    given,
                    over -> untilOver(over, () -> {
                        home.tell("set sensor.grid_power -2.4 kW");
                        try (FroniusReader gen24 = new FroniusReader(port, 1)) {
                            return gen24.number(40_097) == -2400f;
                        } catch (ConnectException _) {
                            return false;
                        }
                    }));
            written(
                    List.of("grid has no value for 43 of the 45 values", "Fronius GEN24 asks on port 502 only"),
                    "      token: ${HOMEASSISTANT_TOKEN}\n",
                    "entities: { active-power: sensor.grid_power, active-energy-import: sensor.grid_import }",
                    "    consumer: fronius-gen24\n    modbus: { serve: tcp://0.0.0.0:" + port + " }\n");
        }
    }

    @Test
    void anOpticalHeadAndAShellyAreSetUpOnAPhone() throws Exception {
        int port = Ports.free();
        try (TelegramHead head = new TelegramHead(SampleTelegrams.bytes("sml-three-phases"));
                FirstRun run = new FirstRun(directory)) {
            List<String> given = List.of(
                    "head=tcp://127.0.0.1:" + head.port(), "search=solakon", "consumer=solakon-one", "port=" + port);
            walk(
                    "phone",
                    run,
                    given,
                    over -> untilOver(over, () -> {
                        String page = "http://127.0.0.1:" + port + "/rpc/EM.GetStatus?id=0";
                        return Outcome.of(List.of("curl", "-s", "--max-time", "5", page))
                                .out()
                                .contains("total_act_power");
                    }));
            written(
                    List.of("outputs.one.shelly.serve: Solakon ONE asks on port 80 only"),
                    "    sml: { from: tcp://127.0.0.1:",
                    "    consumer: solakon-one\n    shelly: { model: pro-3em, serve: http://0.0.0.0:" + port);
        }
    }
}
