package io.polymeter.link.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.config.LineFormat;
import io.polymeter.config.kind.SmlSource;
import io.polymeter.config.kind.StreamEndpoint;
import io.polymeter.link.Health;
import io.polymeter.message.Message;
import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Unit;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.ManualContext;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A meter that is listened to, on a clock that the test turns: [Listening] on a line, [TelegramLink] around it, and
/// what [TelegramIntake] and [RefusedFields] make of what is heard.
@Timeout(10)
class TelegramReceptionTest {

    private static final StreamEndpoint PLACE = new StreamEndpoint.Tcp("meter", 2000);

    private final ManualClock clock = new ManualClock();
    private final ManualContext context = new ManualContext(clock);
    private final Meter meter = new MeterStore().add("grid", null);
    private final Quiet line = new Quiet();

    /// A line on which time passes while nothing is heard.
    private final class Quiet implements UnpacedLine {
        private final Deque<String> coming = new ArrayDeque<>();
        private final List<SerialParameters> changes = new ArrayList<>();

        @Override
        public int read(byte[] target, long timeoutNanos) {
            clock.advance(Duration.ofNanos(timeoutNanos));
            String next = coming.poll();
            if (next == null) {
                return 0;
            }
            target[0] = (byte) next.charAt(0);
            return 1;
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            throw new IOException("nothing is said here");
        }

        @Override
        public void change(SerialParameters parameters) {
            changes.add(parameters);
        }

        @Override
        public String name() {
            return "line";
        }

        @Override
        public void close() {}
    }

    /// Each `t` is a telegram, each `x` one that is refused.
    private static final class Letters implements TelegramParser {
        @Override
        public void take(byte[] bytes, int count, TelegramSink sink) {
            if (bytes[0] == 't') {
                sink.telegram(telegram("1-0:1.7.0", 1_500).build());
            } else {
                sink.refused(Message.verbatim("wrong checksum"));
            }
        }

        @Override
        public Message suspicion() {
            return Message.verbatim("is it the right baud rate?");
        }
    }

    private final TelegramExchange listening =
            new Listening(Letters::new, List.of(LineFormat.parse("9600 8N1"), LineFormat.parse("300 7E1")));

    private TelegramLink link(@Nullable Phase phase) {
        StreamLines lines = new StreamLines((_, _) -> line, (_, _, _) -> silent());
        return new TelegramLink(
                new TelegramLink.Terms(
                        "grid", new SmlSource(PLACE, null, null, null, Duration.ofSeconds(2)), meter, phase),
                listening,
                lines);
    }

    private static Duplex silent() {
        return new Duplex() {
            @Override
            public int read(ByteBuffer target, long timeoutNanos) {
                return -1;
            }

            @Override
            public void write(ByteBuffer source) {
                source.position(source.limit());
            }

            @Override
            public void close() {}
        };
    }

    private TelegramReception hearing() {
        return new TelegramReception(link(null), context, new TelegramIntake(meter, null));
    }

    @Test
    void aTelegramIsAReadingOfItsInstant() throws Exception {
        clock.advance(Duration.ofSeconds(100));
        line.coming.add("t");
        listening.run(line, hearing());
        assertThat(meter.state().readings().value(point("active-power"))).isEqualTo(1_500);
        assertThat(meter.state().readings().instant(point("active-power")))
                .isEqualTo(Duration.ofMillis(100_500).toNanos());
        assertThat(context.health().counters()).containsEntry("telegrams", 1L);
    }

    @Test
    void aQuietLineIsTriedInEveryFormatAndThenGivenUp() throws Exception {
        listening.run(line, hearing());
        assertThat(line.changes)
                .startsWith(
                        StreamLines.parameters(LineFormat.parse("300 7E1")),
                        StreamLines.parameters(LineFormat.parse("9600 8N1")));
        assertThat(clock.nanos()).isEqualTo(TelegramReception.LOST.toNanos());
        assertThat(context.health().status().reason())
                .isEqualTo("no telegram from tcp://meter:2000 for 15 s: is it the right baud rate?");
        assertThat(context.health().status().state()).isEqualTo(Health.State.WAITING);
    }

    @Test
    void onlySeveralRefusalsInARowAreTheState() throws Exception {
        line.coming.addAll(List.of("x", "x", "t", "x", "x"));
        TelegramReception hearing = hearing();
        listening.run(line, hearing);
        assertThat(context.health().counters())
                .containsEntry("refused-telegrams", 4L)
                .containsEntry("telegrams", 1L);
        hearing.refused(Message.verbatim("wrong checksum"));
        assertThat(context.health().status().reason())
                .isEqualTo("every telegram of tcp://meter:2000 is refused: wrong checksum");
        hearing.telegram(telegram("1-0:1.7.0", 1)
                .notice(Message.verbatim("its clock is not set"))
                .build());
        assertThat(context.health().status().state()).isEqualTo(Health.State.WAITING);
        assertThat(context.health().status().reason()).endsWith("; its clock is not set");
    }

    @Test
    void whatATelegramNoLongerHoldsIsGone() {
        TelegramIntake intake = new TelegramIntake(meter, null);
        intake.accept(telegram("1-0:1.7.0", 1_500).serial("1EMH001").build(), 10);
        intake.accept(telegram("1-0:32.7.0", 230).build(), 20);
        assertThat(meter.state().readings().value(point("active-power"))).isNaN();
        assertThat(meter.state().readings().value(point("voltage.L1"))).isEqualTo(230);
        assertThat(meter.state().readings().text(Point.of(Quantity.SERIAL))).isEqualTo("1EMH001");
    }

    @Test
    void aMeterOfOnePhaseIsShownOnThatPhase() {
        new TelegramIntake(meter, Phase.L2).accept(telegram("1-0:1.7.0", 1_500).build(), 10);
        assertThat(meter.state().readings().value(point("active-power.L2"))).isEqualTo(1_500);
        assertThat(meter.state().readings().value(point("active-power.L1"))).isNaN();
    }

    @Test
    void aFieldThatIsRefusedIsTroubleUntilItFits() {
        RefusedFields refused = new RefusedFields(link(null), context);
        Telegram telegram = telegram("1-0:1.7.0", 1).build();
        refused.tell(telegram, Set.of(new Telegram.Refusal("1.8.0", Message.verbatim("is not a number"))));
        refused.tell(telegram, Set.of(new Telegram.Refusal("1.8.0", Message.verbatim("is not a number"))));
        assertThat(context.health().troubles())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.field()).isEqualTo("1.8.0"))
                .satisfies(trouble -> assertThat(trouble.sentence()).isEqualTo("is not a number"))
                .satisfies(trouble -> assertThat(trouble.count()).isEqualTo(2));
        refused.tell(telegram, Set.of());
        assertThat(context.health().troubles()).isEmpty();
        assertThat(context.health().counters()).containsEntry("refused-fields", 2L);
    }

    @Test
    void aLinkSaysWhatItHears() {
        TelegramLink link = link(null);
        assertThat(link.name()).isEqualTo("grid");
        assertThat(link.description().text()).isEqualTo("receives from tcp://meter:2000");
        assertThat(link.events()).containsExactlyInAnyOrder("telegrams", "refused-telegrams", "refused-fields");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> link.run(context))
                .withMessage("tcp://meter:2000: connection closed by the other side");
    }

    @Test
    void aConnectionThatIsLostIsNamed() throws Exception {
        DuplexLine lost = new DuplexLine(
                new Duplex() {
                    @Override
                    public int read(ByteBuffer target, long timeoutNanos) throws IOException {
                        throw new IOException("reset");
                    }

                    @Override
                    public void write(ByteBuffer source) {
                        source.position(source.limit());
                    }

                    @Override
                    public void close() throws IOException {
                        throw new IOException("gone");
                    }
                },
                "tcp://m:1");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> lost.read(new byte[1], 1))
                .withMessage("tcp://m:1: connection lost");
        lost.write(new byte[2], 1);
        lost.close();
        assertThat(lost.paced()).isFalse();
    }

    @Test
    void aSerialPortIsOpenedInTheFormatThatIsTried() throws Exception {
        List<String> opened = new ArrayList<>();
        StreamLines lines = new StreamLines(
                (device, parameters) -> {
                    opened.add(device + " " + parameters);
                    return line;
                },
                (_, _, _) -> silent());
        StreamEndpoint port = new StreamEndpoint.Serial(Path.of("/dev/ttyUSB0"));
        assertThat(lines.open(port, LineFormat.parse("300 7E1"), null, clock)).isSameAs(line);
        assertThat(opened).containsExactly("/dev/ttyUSB0 300 7E1");
    }

    private static Telegram.Builder telegram(String code, double number) {
        Unit unit = code.contains("32.") ? Unit.VOLT : Unit.WATT;
        return new Telegram.Builder().put(Objects.requireNonNull(Obis.parse(code)), number, unit);
    }

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }
}
