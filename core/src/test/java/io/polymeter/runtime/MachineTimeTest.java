package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MachineTimeTest {

    private static final long SECOND = 1_000_000_000L;

    private long monotonic = 77 * SECOND;
    private long wall = 1_790_000_000_000L;
    private long sinceStart = 500 * SECOND;

    private MachineTime time() {
        return new MachineTime(() -> monotonic, () -> wall, () -> sinceStart);
    }

    private void pass(long seconds) {
        monotonic += seconds * SECOND;
        wall += seconds * 1000;
        sinceStart += sinceStart < 0 ? 0 : seconds * SECOND;
    }

    @Test
    void timePassesAsTheMonotonicClockSays() {
        MachineTime time = time();
        long before = time.nanos();
        pass(30);
        assertThat(time.nanos() - before).isEqualTo(30 * SECOND);
    }

    @Test
    void timePassesWhileTheMachineIsSuspended() {
        MachineTime time = time();
        long before = time.nanos();
        wall += 3_600_000;
        sinceStart += 3600 * SECOND;
        assertThat(time.nanos() - before).isEqualTo(3600 * SECOND);
        pass(2);
        assertThat(time.nanos() - before).isEqualTo(3602 * SECOND);
        wall += 7_200_000;
        sinceStart += 7200 * SECOND;
        assertThat(time.nanos() - before).as("a second time").isEqualTo(10802 * SECOND);
    }

    @Test
    void aClockThatIsSetIsNoTime() {
        MachineTime time = time();
        long before = time.nanos();
        wall += 86_400_000;
        pass(1);
        assertThat(time.nanos() - before).isEqualTo(SECOND);
        wall -= 2 * 86_400_000;
        pass(1);
        assertThat(time.nanos() - before).isEqualTo(2 * SECOND);
    }

    @Test
    void whereNobodyTellsAClockThatIsPutForwardMakesEverythingOld() {
        sinceStart = -1;
        MachineTime time = time();
        long before = time.nanos();
        wall += 60_000;
        assertThat(time.nanos() - before).isEqualTo(60 * SECOND);
        wall -= 60_000;
        assertThat(time.nanos() - before).as("time never goes back").isEqualTo(60 * SECOND);
    }

    @Test
    void thisMachineIsTheSame() {
        long before = MachineTime.SYSTEM.nanos();
        long real = System.nanoTime();
        assertThat(MachineTime.SYSTEM.nanos() - before).isCloseTo(System.nanoTime() - real, within(SECOND));
    }
}
