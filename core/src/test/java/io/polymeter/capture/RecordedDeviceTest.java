package io.polymeter.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A recorded device answers what it answered, when it did.
class RecordedDeviceTest {

    private static final long SECOND = 1_000_000;
    private static final Request LIVE = new Request.ReadHoldingRegisters(100, 4);
    private static final Request IDENTITY = new Request.ReadHoldingRegisters(0, 2);
    private static final Request WRITE = new Request.WriteSingleRegister(100, 1);

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final List<Exchange> exchanges = new ArrayList<>();

    private void replied(long at, Request request, @Nullable Response reply) {
        exchanges.add(new Exchange(at * SECOND, at * SECOND + 1000, 0, 1, request, reply));
    }

    private static Response.ReadRegisters words(int... values) {
        return new Response.ReadRegisters(3, Words.of(values));
    }

    private static Response refused(int function, ExceptionCode code) {
        return new Response.Refusal(function, code);
    }

    /// Read once a second for 10 s; silent from second 10 to 12, gone until second 40, and back for three seconds.
    private RecordedDevice device(double speed) {
        replied(1000, IDENTITY, words(42, 43));
        for (int i = 0; i < 10; i++) {
            replied(1000 + i, LIVE, words(i, 10 + i, 20 + i, 30 + i));
        }
        replied(1010, LIVE, null);
        replied(1011, LIVE, null);
        for (int i = 40; i < 43; i++) {
            replied(1000 + i, LIVE, words(i, 10 + i, 20 + i, 30 + i));
        }
        return new RecordedDevice(new Recording(List.of("device 1"), exchanges), 0, speed, nanos::get);
    }

    private Answer at(RecordedDevice device, double second, Request request) {
        var _ = device.handle(1, IDENTITY, NOBODY);
        long begin = 5_000_000_000L;
        nanos.set(begin + (long) (second * 1e9));
        return device.handle(1, request, NOBODY);
    }

    @Test
    void itAnswersWhatItAnsweredThen() {
        RecordedDevice device = device(1);
        assertThat(at(device, 0, LIVE)).isEqualTo(words(0, 10, 20, 30));
        assertThat(at(device, 3.5, LIVE)).isEqualTo(words(3, 13, 23, 33));
        assertThat(at(device, 3.5, new Request.ReadHoldingRegisters(101, 2))).isEqualTo(words(13, 23));
        assertThat(at(device, 9, IDENTITY)).isEqualTo(words(42, 43));
    }

    @Test
    void itIsSilentWhereItWas() {
        RecordedDevice device = device(1);
        assertThat(at(device, 10.5, LIVE)).isEqualTo(Answer.SILENCE);
    }

    /// What the device said of itself once does not outlive its answers to others.
    @Test
    void whatWasReadOnceIsAnsweredWhileTheDeviceAnswers() {
        RecordedDevice device = device(1);
        assertThat(at(device, 9.5, IDENTITY)).isEqualTo(words(42, 43));
        assertThat(at(device, 10.5, IDENTITY)).isEqualTo(Answer.SILENCE);
        assertThat(at(device, 20, IDENTITY)).isEqualTo(refused(3, ExceptionCode.SERVER_DEVICE_FAILURE));
        assertThat(at(device, 41, IDENTITY)).isEqualTo(words(42, 43));
    }

    /// A wide read made once holds values that are read again and again, too: they must not stand still.
    @Test
    void aWideReadMadeOnceIsNoOlderThanTheNarrowOnes() {
        replied(1000, new Request.ReadHoldingRegisters(98, 6), words(7, 8, 0, 10, 20, 30));
        RecordedDevice device = device(1);
        Request wide = new Request.ReadHoldingRegisters(98, 6);
        assertThat(at(device, 1, wide)).isEqualTo(words(7, 8, 0, 10, 20, 30));
        assertThat(at(device, 5, wide)).isEqualTo(refused(3, ExceptionCode.SERVER_DEVICE_FAILURE));
        assertThat(at(device, 5, LIVE)).isEqualTo(words(5, 15, 25, 35));
    }

    @Test
    void nothingOldIsAnsweredInAGapAndAfterTheEnd() {
        RecordedDevice device = device(1);
        Response failure = refused(3, ExceptionCode.SERVER_DEVICE_FAILURE);
        assertThat(at(device, 20, LIVE)).isEqualTo(failure);
        assertThat(at(device, 41.2, LIVE)).isEqualTo(words(41, 51, 61, 71));
        assertThat(device.over()).isFalse();
        assertThat(at(device, 42.5, LIVE)).isEqualTo(failure);
        assertThat(at(device, 42.5, IDENTITY)).isEqualTo(failure);
        assertThat(device.over()).isTrue();
    }

    @Test
    void timePassesFasterWhereItIsToldTo() {
        RecordedDevice device = device(10);
        assertThat(at(device, 0.35, LIVE)).isEqualTo(words(3, 13, 23, 33));
    }

    @Test
    void whatWasNeverAskedIsNotMadeUp() {
        RecordedDevice device = device(1);
        assertThat(at(device, 1, new Request.ReadHoldingRegisters(102, 4)))
                .isEqualTo(refused(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(at(device, 1, new Request.ReadInputRegisters(100, 4)))
                .isEqualTo(refused(4, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(at(device, 1, WRITE)).isEqualTo(refused(6, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(device.handle(2, LIVE, NOBODY)).isEqualTo(Answer.SILENCE);
    }

    private static final Peer NOBODY = new Peer() {
        @Override
        public @Nullable InetAddress address() {
            return null;
        }

        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public void close() {}
    };
}
