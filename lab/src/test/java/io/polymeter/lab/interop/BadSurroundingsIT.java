package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawRtu;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import io.polymeter.modbus.serial.Pty;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A good configuration where the machine or the network is not as it says: told once, in words to act on, and the
/// rest works meanwhile.
@Timeout(60)
class BadSurroundingsIT {

    @TempDir
    Path directory;

    @Test
    void aBusyPortIsToldAndTakenWhenItIsFree() throws Exception {
        int good = Ports.free();
        int busy = Ports.free();
        String site = site("tcp://127.0.0.1:" + good, "tcp://127.0.0.1:" + busy);
        ServerSocket other = new ServerSocket(busy, 1, InetAddress.getLoopbackAddress());
        try (Polymeter polymeter = Polymeter.run(directory, site)) {
            try (other) {
                polymeter.listening(good).says("127.0.0.1:" + busy + ": it is in use by another program");
            }
            polymeter.says("127.0.0.1:" + busy + ": listens").listening(busy);
            assertThat(polymeter.lines("in use")).as("told once").hasSize(1);
        }
    }

    @Test
    void aSerialDeviceMayComeLateGoAndComeBack() throws Exception {
        int port = Ports.free();
        Path device = directory.resolve("adapter");
        try (Polymeter polymeter = Polymeter.run(directory, site("tcp://127.0.0.1:" + port, "rtu://" + device))
                .listening(port)) {
            polymeter.says("there is no " + device);
            for (int round = 0; round < 2; round++) {
                try (RtuBus bus = new RtuBus(2)) {
                    Files.createSymbolicLink(device, Path.of(bus.device(0)));
                    await().atMost(Duration.ofSeconds(15)).until(() -> answers(bus.device(1)));
                }
                Files.delete(device);
                int gone = round + 1;
                await().atMost(Duration.ofSeconds(15))
                        .until(() -> polymeter.lines(device + ": ").stream()
                                        .filter(line -> line.contains("WARNING"))
                                        .count()
                                > gone);
                assertThat(Stack.LIBMODBUS.client("tcp:127.0.0.1:" + port, 1, "r3:512:1"))
                        .as("the other output")
                        .containsExactly("exception 4");
            }
            assertThat(polymeter.lines(device + ": ")).as("no flood").hasSizeLessThan(12);
        }
    }

    private static boolean answers(String device) throws IOException {
        try (RawRtu rtu = new RawRtu(device)) {
            return rtu.ask("01 03 02 00 00 01").equals(RawRtu.withCrc("01 83 04"));
        }
    }

    @Test
    void aPrivilegedPortIsToldWithTheCapabilityThatOpensIt() throws Exception {
        String words = output(site("tcp://127.0.0.1:502", "tcp://127.0.0.1:" + Ports.free()), "permission denied");
        assertThat(words)
                .contains("CAP_NET_BIND_SERVICE", "ip_unprivileged_port_start=502")
                .doesNotContain("setcap", "\tat ");
    }

    @Test
    void aForbiddenDeviceIsToldWithTheGroupThatMayOpenIt() throws Exception {
        try (Pty pty = Pty.open()) {
            assertThat(Outcome.of(List.of("chgrp", "dialout", pty.device().toString()))
                            .exit())
                    .isZero();
            assertThat(Outcome.of(List.of("chmod", "660", pty.device().toString()))
                            .exit())
                    .isZero();
            String site = site("tcp://127.0.0.1:" + Ports.free(), "rtu://" + pty.device());
            assertThat(output(site, pty.device().toString()))
                    .contains("usermod -aG dialout")
                    .doesNotContain("\tat ");
            assertThat(Outcome.of(List.of("chmod", "600", pty.device().toString()))
                            .exit())
                    .isZero();
            assertThat(output(site, pty.device().toString()))
                    .contains("udev rule")
                    .doesNotContain("usermod", "\tat ");
        }
    }

    @Test
    void aStateDirectoryThatMayNotBeWrittenIsTold() throws Exception {
        assertThat(output(site("tls://127.0.0.1:" + Ports.free(), "tcp://127.0.0.1:" + Ports.free()), "tls://"))
                .contains("cannot be read or created by this user")
                .doesNotContain("\tat ");
    }

    @Test
    void aHostThatIsNotThereIsTold() throws Exception {
        int nobody = Ports.free();
        assertThat(Polymeter.command(directory, "read", "tcp://127.0.0.1:" + nobody, "--registers", "0..1"))
                .satisfies(outcome -> {
                    assertThat(outcome.exit()).isEqualTo(1);
                    assertThat(outcome.err().lines()).hasSize(1);
                    assertThat(outcome.err()).contains("127.0.0.1:" + nobody, "refused");
                });
        assertThat(Polymeter.command(directory, "read", "tcp://no-such-host.invalid", "--registers", "0..1"))
                .satisfies(outcome -> {
                    assertThat(outcome.exit()).isEqualTo(1);
                    assertThat(outcome.err().lines()).hasSize(1);
                    assertThat(outcome.err()).contains("no-such-host.invalid", "unknown");
                });
        assertThat(Polymeter.command(directory, "read", "rtu:///dev/ttyABSENT0", "--registers", "0..1"))
                .satisfies(outcome -> {
                    assertThat(outcome.exit()).isEqualTo(1);
                    assertThat(outcome.err().lines()).hasSize(1);
                    assertThat(outcome.err()).contains("there is no /dev/ttyABSENT0");
                });
    }

    private static String site(String one, String other) {
        return """
                meters:
                  grid: { profile: kostal-ksem, modbus: { poll: "tcp://no-such-host.invalid", unit: 1 } }
                outputs:
                  one: { meter: grid, modbus: { serve: "%s", unit: 1 } }
                  other: { meter: grid, modbus: { serve: "%s", unit: 1 } }
                """.formatted(one, other);
    }

    /// Runs as somebody without rights until these words are told, and gives back the log so far.
    private String output(String configuration, String words) throws IOException {
        Path file = Files.writeString(directory.resolve("site.yaml"), configuration);
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all"));
        command.addAll(Polymeter.command("run", "--config", "/dev/stdin"));
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(Files.readString(log)).contains(words));
            return Files.readString(log);
        } finally {
            process.destroy();
            assertThat(Outcome.ends(process, Duration.ofSeconds(3))).isTrue();
        }
    }
}
