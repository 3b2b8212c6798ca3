package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `scan` finds can be run.
@Timeout(120)
class ScanIT {

    @TempDir
    private Path directory;

    @TempDir
    private Path other;

    @Test
    void threeDevicesOfANetworkAreFoundWithinTenSecondsAndRun() throws Exception {
        int port = Ports.free();
        String day = "simulate: { scenario: day.yaml }";
        Files.writeString(directory.resolve("day.yaml"), """
                steps:
                  - { at: 0s, values: { state: 4, active-power: 1500, voltage.L1: 230.1, frequency: 50.0 } }
                """);
        String text = """
                meters:
                  pv: { profile: kaco-blueplanet, %2$s }
                  house: { profile: sunspec-meter, %2$s }
                  grid: { profile: kostal-ksem, %2$s }
                outputs:
                  a: { meter: pv, modbus: { serve: "tcp://127.0.0.17:%1$d", unit: 2 } }
                  b: { meter: house, modbus: { serve: "tcp://127.0.0.101:%1$d" } }
                  c: { meter: grid, modbus: { serve: "tcp://127.0.0.203:%1$d" } }
                """.formatted(port, day);
        try (Polymeter devices = Polymeter.run(directory, text)) {
            devices.says("127.0.0.17:" + port + ": listens")
                    .says("127.0.0.101:" + port + ": listens")
                    .says("127.0.0.203:" + port + ": listens");
            long began = System.nanoTime();
            Outcome scan = Polymeter.command(other, "scan", "127.0.0.0/24", "--port", String.valueOf(port));
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                    .isLessThan(10);
            assertThat(scan.exit()).as("%s", scan).isZero();
            assertThat(scan.err()).contains("3 devices found at 127.0.0.0/24").doesNotContain("\r");
            assertThat(scan.out())
                    .contains("KACO new energy, blueplanet 8.6 TL3")
                    .contains("# tcp://127.0.0.17:" + port + ", unit 2:")
                    .contains("SunSpec chain at 40000: 1 (66), 203 (105)")
                    .contains("profile: kostal-ksem");
            try (Polymeter found = Polymeter.run(other, scan.out())) {
                found.says("kaco-new-energy-blueplanet-8-6-tl3.poll: is answered")
                        .says("sunspec-meter.poll: is answered")
                        .says("kostal-smart-energy-meter.poll: is answered");
            }
        }
    }

    @Test
    void aDeviceOnASerialLineIsFoundWithItsLineSettings() throws Exception {
        try (RtuBus bus = new RtuBus(2);
                Stack.Running _ = Stack.PYMODBUS.server("rtu:" + bus.device(0), 5, "sunspec:65")) {
            Outcome scan =
                    Polymeter.command(other, "scan", "rtu://" + bus.device(1), "--units", "4..6", "--timeout", "1000");
            assertThat(scan.exit()).as("%s", scan).isZero();
            assertThat(scan.out())
                    .contains("profile: auto")
                    .contains("poll: \"rtu://" + bus.device(1) + "\", unit: 5, serial: { baud: 9600, parity: none");
            Files.writeString(other.resolve("found.yaml"), scan.out());
            assertThat(Polymeter.command(other, "check", "found.yaml").exit()).isZero();
        }
    }

    @Test
    void aStackThatIsNoMeterAnswersAndIsNotKnown() throws Exception {
        try (RtuBus bus = new RtuBus(2);
                Stack.Running _ = Stack.LIBMODBUS.server("rtu:" + bus.device(0), 1, "100-299")) {
            Outcome scan = Polymeter.command(
                    other, "scan", "rtu://" + bus.device(1), "--units", "1", "--timeout", "1000", "--json");
            assertThat(scan.exit()).as("%s", scan).isEqualTo(1);
            assertThat(scan.out())
                    .contains("\"unit\":1,\"line\":\"9600 8N1\",\"profile\":null")
                    .contains("answers Modbus, and is nothing that is known here");
        }
    }

    @Test
    void aLineWithAnotherMasterIsLeftAlone() throws Exception {
        try (RtuBus bus = new RtuBus(2)) {
            List<String> master = List.of("mbpoll", "-m", "rtu", "-b", "9600", "-P", "none", "-a", "1", "-r", "1");
            Process asking = new ProcessBuilder(
                            Stream.concat(master.stream(), Stream.of("-o", "0.1", "-l", "200", bus.device(0)))
                                    .toList())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Outcome scan = Polymeter.command(other, "scan", "rtu://" + bus.device(1), "--units", "1");
                assertThat(scan.exit()).as("%s", scan).isEqualTo(1);
                assertThat(scan.err()).contains("another master asks on this line");
                assertThat(scan.out()).isEmpty();
            } finally {
                asking.destroyForcibly();
            }
        }
    }

    @Test
    void whatIsNoTargetIsWrongUsage() throws Exception {
        for (List<String> words : List.of(
                List.of("scan", "--interface", "no-such-interface"),
                List.of("scan", "http://u:p@10.0.0.1"),
                List.of("scan", "192.168.0.0/8"),
                List.of("scan", "192.168.0.300/24"),
                List.of("scan", "tcp://"),
                List.of("scan", "10.0.0.1", "--units", "9..300"),
                List.of("scan", "10.0.0.1", "--line", "9600-8N1"),
                List.of("scan", "10.0.0.1", "--port", "0"))) {
            Outcome scan = Polymeter.command(other, words.toArray(String[]::new));
            assertThat(scan.exit()).as("%s: %s", words, scan).isEqualTo(2);
            assertThat(scan.out()).isEmpty();
        }
    }
}
