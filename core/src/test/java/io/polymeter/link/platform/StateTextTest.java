package io.polymeter.link.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.config.LinePhase;
import io.polymeter.json.JsonValue;
import io.polymeter.point.Point;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What platforms write: numbers ([StateText]), times ([MeasurementTime], [HttpReply]), one phase ([PhaseAssignment]),
/// and messages one by one ([MessageQueue]).
class StateTextTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "W",
                "1.2.3",
                "1..2",
                "1,234",
                "1,23,4",
                "0,123.4",
                "01.234,5",
                "12.34.567",
                "--1",
                "NaN",
                "1 23",
                "1e400",
                "12 345 6",
                "1.234.56"
            })
    void whatMayBeAnotherNumberIsNone(String text) {
        assertThat(StateText.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'1,234', true",
        "'12,345 W', true",
        "'-123,456', true",
        "'0,123', false",
        "'1,23', false",
        "'1,2345', false",
        "'1.234,5', false",
        "'1,234,567', false"
    })
    void aCommaBeforeThreeDigitsMayBeEither(String text, boolean ambiguous) {
        assertThat(StateText.isAmbiguous(text)).isEqualTo(ambiguous);
    }

    @Test
    void aTextIsANumberAndItsUnit() {
        assertThat(StateText.parse(" \u22121.234,50 kWh ")).isEqualTo(new StateText(-1234.5, "kWh"));
        assertThat(StateText.parse("2E3")).isEqualTo(new StateText(2000, ""));
        assertThat(StateText.trim("\u00a0 x\u202f")).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T12:00:00Z, 2026-06-01T12:00:00Z",
        "2026-06-01T12:00:00.250+02:00, 2026-06-01T10:00:00.250Z",
        "2026-06-01T12:00:00+0200, 2026-06-01T10:00:00Z",
        "2026-06-01T12:00:00+02, 2026-06-01T10:00:00Z",
        "2026-06-01 12:00:00, 2026-06-01T10:00:00Z",
        "2026-06-01 12:00:00 UTC, 2026-06-01T12:00:00Z",
        "2026-06-01_12:00:00 +02:00, 2026-06-01T10:00:00Z",
        "'2026-06-01T12:00:00,5Z', 2026-06-01T12:00:00.500Z",
        "2026-06-01T12:00+02:00[Europe/Berlin], 2026-06-01T10:00:00Z",
        // The hour that is there twice: the first of them.
        "2026-10-25T02:30:00, 2026-10-25T00:30:00Z",
        "1780308000, 2026-06-01T10:00:00Z",
        "1780308000123, 2026-06-01T10:00:00.123Z",
        "1780308000.5, 2026-06-01T10:00:00.500Z",
        "12:00:00, ",
        "2026-13-01T00:00:00Z, ",
        "tomorrow, ",
        "0, ",
        "99999999999999999, ",
    })
    void aTimeIsReadAsItIsWritten(String text, @Nullable Instant instant) {
        assertThat(MeasurementTime.read(new JsonValue.StringValue(text), BERLIN))
                .isEqualTo(instant);
    }

    @Test
    void aTimeMayBeANumberAndIsNeverMadeOfAnythingElse() {
        assertThat(MeasurementTime.read(new JsonValue.NumberValue("1780308000"), BERLIN))
                .isEqualTo("2026-06-01T10:00:00Z");
        assertThat(MeasurementTime.read(new JsonValue.NumberValue("-5"), BERLIN))
                .isNull();
        assertThat(MeasurementTime.read(new JsonValue.BooleanValue(true), BERLIN))
                .isNull();
        assertThat(MeasurementTime.read(null, BERLIN)).isNull();
        assertThat(MeasurementTime.text(new JsonValue.NumberValue("7"))).isEqualTo("7");
    }

    /// The server's own clock says how old its value is, whatever ours says.
    @Test
    void aValueIsAsOldAsTheServerSays() {
        Instant there = Instant.parse("2020-01-01T00:00:10Z");
        HttpReply reply = new HttpReply(200, new byte[0], 1_000_000_000_000L, there);
        Instant ours = Instant.parse("2026-06-01T00:00:00Z");
        assertThat(reply.instantOf(there.minusSeconds(4), ours)).isEqualTo(996_000_000_000L);
        assertThat(reply.instantOf(there.plusSeconds(1), ours)).isEqualTo(1_000_000_000_000L);
        assertThat(new HttpReply(200, new byte[0], 0, null).instantOf(ours.minusSeconds(2), ours))
                .isEqualTo(-2_000_000_000L);
        assertThat(reply.instantOf(Instant.EPOCH, ours))
                .isEqualTo(1_000_000_000_000L - Duration.ofDays(366).toNanos());
    }

    @ParameterizedTest
    @CsvSource({
        "active-power, L2, '', 'active-power active-power.L2'",
        "active-power, L2, active-power.L2, active-power",
        "active-power, , '', active-power",
        "active-power.L1, L2, '', active-power.L1",
        "voltage, L3, '', voltage.L3",
        "voltage, L3, voltage.L3, voltage",
        "frequency, L1, '', frequency",
        "active-energy-import, L1, '', 'active-energy-import active-energy-import.L1'",
    })
    void aMeterOfOnePhaseHasItsValuesThereToo(String point, @Nullable LinePhase phase, String named, String targets) {
        Set<Point> others = named.isEmpty() ? Set.of() : Set.of(point(named));
        assertThat(PhaseAssignment.of(point(point), phase, others))
                .isEqualTo(
                        Stream.of(targets.split(" ")).map(StateTextTest::point).toList());
    }

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }

    private static final class Source implements Flow.Subscription {
        private long wanted;
        private boolean cancelled;

        @Override
        public void request(long more) {
            wanted += more;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Test
    @Timeout(10)
    void messagesComeInTheirOrderAndTheEndAfterThem() throws Exception {
        MessageQueue queue = new MessageQueue(new SystemClock());
        Source source = new Source();
        queue.onSubscribe(source);
        assertThat(source.wanted).isEqualTo(256);
        queue.onNext("a");
        queue.onNext("b");
        queue.onComplete();
        assertThat(queue.next(Duration.ofSeconds(5))).isEqualTo("a");
        assertThat(queue.poll(Duration.ZERO)).isEqualTo("b");
        assertThat(source.wanted).isEqualTo(258);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> queue.poll(Duration.ZERO))
                .withMessage("the server ended the stream");
        queue.cancel();
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void whoWaitsInVainIsTold() throws Exception {
        MessageQueue queue = new MessageQueue(new ManualClock());
        assertThat(queue.poll(Duration.ofSeconds(3))).isNull();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> queue.next(Duration.ofSeconds(30)))
                .withMessage("nothing received for 30 s");
        queue.onError(new java.net.UnknownHostException("h"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> queue.next(Duration.ofSeconds(30)))
                .withMessage("its name is not known");
    }
}
