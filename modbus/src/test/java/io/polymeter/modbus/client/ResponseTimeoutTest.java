package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResponseTimeoutTest {

    private final LineMemory memory = new LineMemory(0);
    private final ResponseTimeout timeout = new ResponseTimeout(ClientSettings.of("meter", 502), memory);

    @Test
    void untilADeviceHasAnsweredItGetsAllOfTheTime() {
        assertThat(limit()).isEqualTo(1_000);
        timeout.answered(millis(20));
        assertThat(limit()).isEqualTo(250);
        timeout.unanswered();
        assertThat(limit()).isEqualTo(1_000);
    }

    @Test
    void itIsFourTimesTheUsualOrOneAndAHalfTheLongest() {
        timeout.answered(millis(100));
        assertThat(limit()).isEqualTo(400);
        timeout.answered(millis(600));
        // 100 + 500 / 8 = 162.5 usually; 600 at the longest.
        assertThat(limit()).isEqualTo(900);
        assertThat(timeout.longest()).isEqualTo(millis(900));
    }

    @Test
    void moreThanWasSetIsOnlyGrantedToWhatCameLate() {
        timeout.answered(millis(900));
        assertThat(limit()).isEqualTo(1_000);
        timeout.late(millis(1_200));
        assertThat(limit()).isEqualTo(1_500);
        timeout.late(millis(60_000));
        assertThat(limit()).isEqualTo(2_000);
    }

    @Test
    void aDeviceThatHasNeverAnsweredIsWaitedForTwiceAsLongAfterTheFirstTime() {
        assertThat(limit()).isEqualTo(1_000);
        memory.missed(5);
        assertThat(limit()).isEqualTo(2_000);
        timeout.answered(millis(1_600));
        assertThat(limit()).isEqualTo(2_000);
        timeout.answered(millis(20));
        memory.missed(9);
        timeout.unanswered();
        assertThat(limit()).isEqualTo(2_000);
    }

    @Test
    void aFixedTimeDoesNotFollowTheDevice() {
        ClientSettings settings = ClientSettings.of("meter", 502)
                .waiting(Duration.ofSeconds(3), Duration.ofMillis(700))
                .waitingFully();
        ResponseTimeout fixed = new ResponseTimeout(settings, memory);
        fixed.answered(millis(20));
        assertThat(fixed.limit()).isEqualTo(millis(700));
    }

    @Test
    void lateRepliesAreAwaitedForAQuarterOfASecondAtLeast() {
        assertThat(timeout.longest()).isEqualTo(millis(250));
    }

    private long limit() {
        return timeout.limit() / 1_000_000;
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
