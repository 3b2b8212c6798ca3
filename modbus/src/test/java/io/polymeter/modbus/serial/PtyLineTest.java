package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.serial.SerialException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The end of a pseudo-terminal that no program opens, and the calls below it.
@Timeout(10)
class PtyLineTest {

    @Test
    void theDeviceIsThereWhileThePairIsOpen() throws IOException {
        int master = PtyCalls.openMaster();
        String device = PtyCalls.slaveName(master);
        assertThat(device).startsWith("/dev/pts/");
        assertThat(Files.exists(Path.of(device))).isTrue();
        PtyLine line = new PtyLine(master, PtyCalls.openEvent(), device);
        assertThat(line.name()).isEqualTo("other end of " + device);
        assertThat(line.paced()).isFalse();
        int slave = PtyCalls.open(device);
        line.write(new byte[] {1, 2, 3}, 2);
        try (Arena arena = Arena.ofConfined()) {
            var memory = arena.allocate(8);
            assertThat(PtyCalls.read(slave, memory)).isEqualTo(2);
            PtyCalls.write(slave, memory.asSlice(0, 1));
        }
        byte[] read = new byte[4];
        assertThat(line.read(read, TimeUnit.SECONDS.toNanos(5))).isEqualTo(1);
        assertThat(read).containsExactly(1, 0, 0, 0);
        assertThat(line.read(read, 0)).isZero();
        PtyCalls.close(slave);
        line.close();
        line.close();
        assertThat(Files.exists(Path.of(device))).isFalse();
        assertThatExceptionOfType(SerialException.class)
                .isThrownBy(() -> line.read(read, 0))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        assertThatExceptionOfType(SerialException.class)
                .isThrownBy(() -> line.write(read, 1))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }

    @Test
    void aDeviceThatIsNotThereCannotBeOpened() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PtyCalls.open("/dev/pts/none"))
                .withMessageContaining("error 2");
    }

    @Test
    void theIgnoredSignalsAreThoseOfTheKernelsTable() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        assertThat(String.format("SigIgn:\t%016x", SerialSignals.ignored())).isEqualTo(line);
    }
}
