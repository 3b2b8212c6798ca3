package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.serial.SerialException.Reason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ports of this machine: how they open, why they do not, and what they carry.
@Timeout(10)
@Isolated("it measures on a serial line")
class SerialPortTest {

    private static final SerialOpener OPENER = SerialOpener.system();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "9600, EVEN, 1, 11, 1145833, 1718750, 4010416",
        "19200, NONE, 2, 11, 572916, 859375, 2005208",
        "38400, NONE, 2, 11, 286458, 750000, 1750000",
        "115200, NONE, 1, 10, 86805, 750000, 1750000",
    })
    void timesFollowTheSerialLineSpecification(
            int baud, SerialParameters.Parity parity, int stopBits, int bits, long character, long gap, long silence) {
        var parameters = new SerialParameters(baud, parity, stopBits);
        assertThat(parameters.bitsPerCharacter()).isEqualTo(bits);
        assertThat(parameters.characterTime()).isEqualTo(character);
        assertThat(parameters.t1_5()).isEqualTo(gap);
        assertThat(parameters.t3_5()).isEqualTo(silence);
    }

    /// As meters with IEC 62056-21 have them; a pseudo-terminal takes the baud rate, and keeps eight bits.
    @Test
    void aLineCanHaveSevenDataBitsAndChangeItsRate() throws Exception {
        var slow = new SerialParameters(300, 7, SerialParameters.Parity.EVEN, 1);
        assertThat(slow).hasToString("300 7E1");
        assertThat(slow.bitsPerCharacter()).isEqualTo(10);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> RtuSettings.of(slow, _ -> true))
                .withMessage("Modbus RTU needs 8 data bits, not 300 7E1");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SerialParameters(300, 5, SerialParameters.Parity.EVEN, 1));
        try (Pty pty = Pty.open();
                SerialLine line = OPENER.open(pty.device().toString(), slow)) {
            assertThat(baud(pty)).isEqualTo("300");
            line.change(new SerialParameters(9600, 7, SerialParameters.Parity.EVEN, 1));
            assertThat(baud(pty)).isEqualTo("9600");
            pty.master().write(new byte[] {1, 2, 3}, 3);
            assertThat(SerialBus.read(line, 3, 2_000)).isEqualTo("010203");
        }
    }

    @Test
    void aPortWithParityCanBeOpenedAgain() throws IOException {
        try (Pty pty = Pty.open()) {
            for (int i = 0; i < 3; i++) {
                OPENER.open(pty.device().toString(), SerialParameters.STANDARD).close();
            }
        }
    }

    private static String baud(Pty pty) throws IOException {
        Process stty = new ProcessBuilder("stty", "-F", pty.device().toString(), "speed").start();
        return stty.inputReader().readAllAsString().strip();
    }

    @Test
    void everyByteTravelsUnchangedInBothDirections() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (Pty pty = Pty.open();
                SerialLine line = OPENER.open(pty.device().toString(), SerialBus.PARAMETERS)) {
            pty.master().write(all, all.length);
            assertThat(SerialBus.read(line, 256, 2_000))
                    .isEqualTo(HexFormat.of().formatHex(all));
            line.write(all, all.length);
            assertThat(SerialBus.read(pty.master(), 256, 2_000))
                    .isEqualTo(HexFormat.of().formatHex(all));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "3, 80", "130, 260"})
    void aReadWaitsAsLongAsItWasTold(int millis, int most) throws IOException {
        try (Pty pty = Pty.open();
                SerialLine line = OPENER.open(pty.device().toString(), SerialBus.PARAMETERS)) {
            for (SerialLine side : new SerialLine[] {line, pty.master()}) {
                long start = System.nanoTime();
                assertThat(side.read(new byte[1], millis * 1_000_000L)).isZero();
                assertThat((System.nanoTime() - start) / 1_000_000).isBetween((long) millis, (long) most);
            }
        }
    }

    /// Polling would: some ten milliseconds here, and up to a fifth of one on every reply.
    @Test
    void waitingCostsNoProcessorTime() throws IOException {
        try (Pty pty = Pty.open();
                SerialLine line = OPENER.open(pty.device().toString(), SerialBus.PARAMETERS)) {
            byte[] target = new byte[1];
            line.read(target, 0);
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int slice = 0; slice < 4; slice++) {
                assertThat(line.read(target, 100_000_000)).isZero();
            }
            assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before)
                    .isLessThan(7_000_000);
        }
    }

    @Test
    void closingEndsABlockedRead() throws Exception {
        try (Pty pty = Pty.open()) {
            SerialLine line = OPENER.open(pty.device().toString(), SerialBus.PARAMETERS);
            for (SerialLine side : new SerialLine[] {line, pty.master()}) {
                CompletableFuture<Throwable> end = new CompletableFuture<>();
                Thread reader = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        side.read(new byte[1], Long.MAX_VALUE);
                    } catch (IOException e) {
                        end.complete(e);
                    }
                });
                org.awaitility.Awaitility.await()
                        .pollInterval(java.time.Duration.ofMillis(1))
                        .until(() -> reader.getState() != Thread.State.NEW);
                side.close();
                assertThat(end.get())
                        .isInstanceOfSatisfying(
                                SerialException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
            }
        }
    }

    @Test
    void opensThroughALinkAndCarriesItsName() throws IOException {
        try (Pty pty = Pty.open()) {
            Path link = Files.createSymbolicLink(directory.resolve("usb-FTDI_FT232R-if00-port0"), pty.device());
            try (SerialLine line = OPENER.open(link.toString(), SerialBus.PARAMETERS)) {
                assertThat(line.name()).isEqualTo(link.toString());
                assertThat(line.paced()).isFalse();
            }
        }
    }

    @Test
    void saysThatADeviceIsNotThere() {
        assertThatExceptionOfType(SerialException.class)
                .isThrownBy(() -> OPENER.open("/dev/ttyUSB99", SerialBus.PARAMETERS))
                .withMessageStartingWith("there is no /dev/ttyUSB99: is the adapter plugged in?")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ABSENT));
    }

    @Test
    void saysWhoHasThePort() throws IOException {
        try (Pty pty = Pty.open();
                SerialLine line = OPENER.open(pty.device().toString(), SerialBus.PARAMETERS)) {
            assertThatExceptionOfType(SerialException.class)
                    .isThrownBy(() -> OPENER.open(line.name(), SerialBus.PARAMETERS))
                    .withMessage(line.name() + " is in use: another link of this program has it")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
        }
    }

    @Test
    void saysWhichOtherProgramHasThePort() throws Exception {
        try (Pty pty = Pty.open()) {
            String device = pty.device().toString();
            Process holder = new ProcessBuilder("flock", device, "sh", "-c", "echo locked; read line")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                assertThat(holder.inputReader().readLine()).isEqualTo("locked");
                assertThatExceptionOfType(SerialException.class)
                        .isThrownBy(() -> OPENER.open(device, SerialBus.PARAMETERS))
                        .withMessageMatching(device + " is in use: (flock|sh) \\(process \\d+\\) has it")
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
            } finally {
                holder.outputWriter().close();
                holder.waitFor();
            }
            OPENER.open(device, SerialBus.PARAMETERS).close();
        }
    }

    @Test
    void saysWhichGroupAndWhichCommandGivePermission() throws IOException {
        Path device = file("rw-rw----");
        PosixFileAttributeView view = Files.getFileAttributeView(device, PosixFileAttributeView.class);
        if (view.readAttributes().group().getName().equals("root")) {
            view.setGroup(
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("tty"));
        }
        String group = view.readAttributes().group().getName();
        SerialException failure = SerialFailure.of(device.toString(), SerialBus.PARAMETERS, 13);
        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failure)
                .hasMessageContaining("which belongs to group " + group)
                .hasMessageContaining("sudo usermod -aG " + group + " " + System.getProperty("user.name"));
    }

    @Test
    void advisesAUdevRuleWhereNoGroupHelps() throws IOException {
        SerialException failure = SerialFailure.of(file("rw-------").toString(), SerialBus.PARAMETERS, 13);
        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failure).hasMessageContaining("udev rule").hasMessageNotContaining("usermod");
    }

    private Path file(String permissions) throws IOException {
        Path file = Files.createFile(directory.resolve("ttyUSB0"));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void saysThatAFileIsNoSerialPort() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatExceptionOfType(SerialException.class)
                .isThrownBy(() -> OPENER.open(file.toString(), SerialBus.PARAMETERS))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUITABLE));
    }

    @Test
    void theNativeLibraryIsUnpackedWhereItMayRun() throws Exception {
        String code = """
                import io.polymeter.modbus.serial.*;
                public class Unpack {
                    public static void main(String[] args) throws Exception {
                        SerialLibrary.keepIn(java.nio.file.Path.of(args[0], "native"));
                        Pty pty = Pty.open();
                        SerialOpener.system().open(pty.device().toString(), SerialParameters.STANDARD).close();
                        System.out.println("opened");
                    }
                }
                """;
        Path source = Files.writeString(directory.resolve("Unpack.java"), code);
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Duser.home=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(java.inputReader().readAllAsString()).isEqualToIgnoringNewLines("opened\n");
        assertThat(directory.resolve("native/libjSerialComm.so")).exists();
        assertThat(temporary.resolve("jSerialComm")).doesNotExist();
    }
}
