package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Request;
import org.junit.jupiter.api.Test;

class LateReplyGuardTest {

    private static final Request TEN = new Request.ReadHoldingRegisters(100, 10);

    private final LateReplyGuard guard = new LateReplyGuard();

    @Test
    void aRequestIsInDoubtAfterOneWhoseReplyWouldLookTheSame() {
        assertThat(guard.inDoubt(1, TEN)).isFalse();
        guard.unanswered(1, TEN);
        assertThat(guard.inDoubt(1, TEN)).isTrue();
        assertThat(guard.inDoubt(1, new Request.ReadHoldingRegisters(500, 10))).isTrue();
        assertThat(guard.inDoubt(1, new Request.ReadHoldingRegisters(100, 11))).isFalse();
        assertThat(guard.inDoubt(1, new Request.ReadInputRegisters(100, 10))).isFalse();
        assertThat(guard.inDoubt(2, TEN)).isFalse();
        guard.answered(1);
        assertThat(guard.inDoubt(1, TEN)).isFalse();
    }

    @Test
    void coilsOfOneByteLookTheSameHoweverManyTheyAre() {
        guard.unanswered(1, new Request.ReadCoils(0, 3));
        assertThat(guard.inDoubt(1, new Request.ReadCoils(50, 8))).isTrue();
        assertThat(guard.inDoubt(1, new Request.ReadCoils(50, 9))).isFalse();
    }

    @Test
    void onANewConnectionEveryUnitIsInDoubtUntilItHasAnswered() {
        guard.connected();
        assertThat(guard.inDoubt(1, TEN)).isTrue();
        guard.answered(1);
        assertThat(guard.inDoubt(1, TEN)).isFalse();
        assertThat(guard.inDoubt(2, TEN)).isTrue();
        guard.connected();
        assertThat(guard.inDoubt(1, TEN)).isTrue();
    }

    @Test
    void theQuestionReadsTheSamePlaceInAnotherNumber() {
        guard.unanswered(1, TEN);
        assertThat(guard.question(1, TEN)).isEqualTo(new Request.ReadHoldingRegisters(100, 9));
        Request one = new Request.ReadInputRegisters(7, 1);
        assertThat(guard.question(1, one)).isEqualTo(new Request.ReadInputRegisters(7, 2));
        guard.unanswered(1, new Request.ReadInputRegisters(7, 2));
        assertThat(guard.question(1, one)).isEqualTo(new Request.ReadInputRegisters(7, 3));
    }

    @Test
    void whereNothingHarmlessCanBeAskedThereIsNoQuestion() {
        assertThat(guard.question(1, new Request.ReadHoldingRegisters(0xffff, 1)))
                .isNull();
        assertThat(guard.question(1, new Request.WriteSingleRegister(1, 2))).isNull();
        assertThat(guard.question(1, new Request.ReadCoils(1, 2))).isNull();
    }
}
