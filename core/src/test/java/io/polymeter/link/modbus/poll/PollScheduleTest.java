package io.polymeter.link.modbus.poll;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.point.Unit;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profile.WhenStale;
import io.polymeter.profile.Profile.Wire;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import io.polymeter.runtime.ManualContext;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When a device is asked what, in time that stands still while nobody waits.
/// Groups are read by [GroupReads].
class PollScheduleTest {

    private static final Group LIVE = new Group("live", Duration.ofSeconds(2), Duration.ofSeconds(1), false);
    private static final Group ENERGY = new Group("energy", Duration.ofMinutes(5), Duration.ofSeconds(5), false);
    private static final int POWER = 0;
    private static final int COUNTER = 100;
    private static final int EXTRA = 200;
    private static final Profile PROFILE = profile();

    private final Time time = new Time();
    private final Device device = new Device();
    private final Meter meter = new MeterStore().add("grid", PROFILE);

    private static Profile profile() {
        Wire wire = new Wire(1, Set.of(1), List.of(3), 125, Duration.ZERO, null, WhenStale.EXCEPTION);
        List<Span> spans = List.of(
                new Span(new Range(POWER, 2), LIVE, false, true),
                new Span(new Range(COUNTER, 2), ENERGY, false, true),
                new Span(new Range(EXTRA, 2), ENERGY, true, true));
        List<Row> rows = List.of(row(POWER, LIVE), row(COUNTER, ENERGY), row(EXTRA, ENERGY));
        return new Profile("test", "Test", wire, List.of(LIVE, ENERGY), spans, rows, null, null);
    }

    private static Row row(int address, Group group) {
        Row.Format format = new Row.Format(Encoding.U32, false, 1, -1, false, -1);
        Range range = new Range(address, 2);
        return new Row("r" + address, range, format, Unit.NONE, null, Row.Part.WHOLE, Row.Access.READ, group, "");
    }

    /// Time that passes where somebody waits, and nowhere else.
    private static final class Time implements Clock {
        private long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public void sleep(Duration length) {
            nanos += length.toNanos();
        }

        @Override
        public Signal signal() {
            throw new UnsupportedOperationException();
        }
    }

    /// A device that takes its time, and refuses what it is told to.
    private final class Device implements ModbusClient {
        private final List<String> asked = new ArrayList<>();
        private final Set<Integer> refused = new HashSet<>();
        private ExceptionCode code = ExceptionCode.ILLEGAL_DATA_ADDRESS;
        private Duration answersIn = Duration.ofMillis(10);

        @Override
        public Response send(int unit, Request request) {
            Request.ReadHoldingRegisters read = (Request.ReadHoldingRegisters) request;
            asked.add(time.nanos / 1_000_000 + " " + read.address());
            time.sleep(answersIn);
            return refused.contains(read.address())
                    ? new Response.Refusal(read.functionCode(), code)
                    : new Response.ReadRegisters(read.functionCode(), Words.of(new int[read.quantity()]));
        }

        /// The seconds at which a register was asked for.
        List<Long> seconds(int address) {
            return asked.stream()
                    .filter(line -> line.endsWith(" " + address))
                    .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))) / 1000)
                    .toList();
        }

        @Override
        public void close() {}
    }

    private PollSession session(@Nullable Duration every) {
        PollSource.Terms terms =
                new PollSource.Terms("grid.poll", "tcp://test", 1, meter, PROFILE, every, 125, null, null, null);
        Link link = new Link() {
            @Override
            public String name() {
                return "grid.poll";
            }

            @Override
            public Message description() {
                return Message.verbatim("reads");
            }

            @Override
            public void run(Context context) {}
        };
        PollSource.Kept kept = new PollSource.Kept(
                link, new DeviceIdentity(PROFILE, 1, null, null), new RefusedReads(), new ReplyQuality());
        return new PollSession(terms, kept, device, new ManualContext(time, new Health()));
    }

    private void run(PollSession session, Duration length) throws IOException, InterruptedException {
        long end = time.nanos + length.toNanos();
        while (true) {
            long wait = Math.max(0, session.nanosUntilDue());
            if (time.nanos + wait >= end) {
                time.sleep(Duration.ofNanos(end - time.nanos));
                return;
            }
            time.sleep(Duration.ofNanos(wait));
            var _ = session.step();
        }
    }

    @Test
    void everyGroupIsReadAtItsOwnPaceTheLiveOneFirst() throws Exception {
        run(session(null), Duration.ofMillis(10_500));
        assertThat(device.seconds(POWER)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(device.seconds(COUNTER)).containsExactly(0L, 5L, 10L);
        assertThat(device.asked.getFirst()).isEqualTo("0 " + POWER);
    }

    @Test
    void theConfiguredPaceIsThatOfTheLiveGroupAlone() throws Exception {
        run(session(Duration.ofSeconds(3)), Duration.ofMillis(10_500));
        assertThat(device.seconds(POWER)).containsExactly(0L, 3L, 6L, 9L);
        assertThat(device.seconds(COUNTER)).containsExactly(0L, 5L, 10L);
    }

    @Test
    void whatWasMissedIsNotMadeUpFor() throws Exception {
        PollSession session = session(null);
        run(session, Duration.ofMillis(1_500));
        device.answersIn = Duration.ofMillis(3_500);
        time.sleep(Duration.ofNanos(session.nanosUntilDue()));
        var _ = session.step();
        device.answersIn = Duration.ofMillis(10);
        int before = device.asked.size();
        run(session, Duration.ofSeconds(3));
        // Three were missed. It is read at once, as it is overdue, and once more to be in time again.
        assertThat(device.asked.subList(before, device.asked.size()).stream()
                        .filter(line -> line.endsWith(" " + POWER)))
                .containsExactly("5500 0", "5530 0", "6500 0", "7500 0");
    }

    @Test
    void anOptionalSpanThatIsRefusedIsAskedForAgainAfterTenMinutes() throws Exception {
        device.refused.add(EXTRA);
        PollSession session = session(null);
        run(session, Duration.ofMinutes(9));
        assertThat(device.seconds(EXTRA)).containsExactly(0L);
        assertThat(requireNonNull(meter.state().profile()).spans()).hasSize(2);
        device.refused.clear();
        run(session, Duration.ofMinutes(2));
        assertThat(device.seconds(EXTRA).get(1)).isBetween(600L, 605L);
        assertThat(requireNonNull(meter.state().profile()).spans()).hasSize(3);
    }

    @Test
    void aBusyDeviceIsAskedAgainInTwoSecondsAndNothingOfTheRoundCounts() throws Exception {
        device.refused.add(COUNTER);
        device.code = ExceptionCode.SERVER_DEVICE_BUSY;
        PollSession session = session(null);
        run(session, Duration.ofMillis(3_500));
        assertThat(device.seconds(COUNTER)).startsWith(0L, 2L);
        assertThat(meter.state().image().covers(COUNTER, 2)).isFalse();
        assertThat(meter.state().image().covers(POWER, 2)).isTrue();
        device.refused.clear();
        run(session, Duration.ofSeconds(5));
        assertThat(meter.state().image().covers(COUNTER, 2)).isTrue();
    }

    @Test
    void whoTakesLongerThanAnyDeviceNeedsHangs() throws Exception {
        PollSession session = session(null);
        run(session, Duration.ofSeconds(1));
        assertThat(session.turns()).isTrue();
        time.sleep(Duration.ofMinutes(6));
        assertThat(session.turns()).isFalse();
    }
}
