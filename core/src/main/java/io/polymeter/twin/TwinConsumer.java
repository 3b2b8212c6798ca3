package io.polymeter.twin;

import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.ServedRegisters;
import io.polymeter.loop.LoopReport;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.regulation.Regulator;
import io.polymeter.store.MeterState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A consumer that reads an output's registers and regulates on what it is told. What is refused moves nothing.
final class TwinConsumer {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final List<Point> PHASES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));

    private final RegulationModel model;
    private final boolean regulates;
    private final TwinUnit unit;
    private final Regulator regulator;
    private final TwinBattery battery;
    private @Nullable Reads reads;
    private boolean waits;
    private long asked;
    private long answered;

    TwinConsumer(RegulationModel model, boolean regulates, TwinUnit unit) {
        this.model = model;
        this.regulates = regulates;
        this.unit = unit;
        this.regulator = new Regulator(unit.regulation(), unit.power());
        this.battery = new TwinBattery(unit);
    }

    /// Seconds between two readings.
    double period() {
        return unit.regulation().poll();
    }

    /// The phase that its battery works on, 0 for all.
    int phase() {
        return unit.phase();
    }

    TwinBattery battery() {
        return battery;
    }

    TwinResult.Output result(LoopReport loop, String meter) {
        return new TwinResult.Output(model, regulates, asked, answered, loop, meter);
    }

    /// When it reads.
    ///
    /// @param seconds the same moment, for the battery
    /// @param state the state of the meter that is shown
    record Moment(long nanos, double seconds, MeterState state) {}

    /// Reads, and acts when it is answered. While it waits for a reply it asks nothing else.
    ///
    /// @param moment gives the present moment
    /// @param stale is told where it got a value that is older than it may be
    void read(ProtocolLinks.Output output, @Nullable RequestHandler port, Supplier<Moment> moment, Runnable stale) {
        ServedRegisters face = output.face();
        if (port == null || face == null || waits) {
            return;
        }
        asked++;
        Reads known = reads == null ? reads(face, moment.get()) : reads;
        if (known == null) {
            return;
        }
        reads = known;
        waits = true;
        ask(new Round(face, port, known, moment, stale), 0, RegisterImage.EMPTY);
    }

    /// A simulated meter is what it is from its first value on.
    private @Nullable Reads reads(ServedRegisters face, Moment now) {
        Profile profile = face.view().shown(now.state(), now.nanos()).profile();
        return profile == null ? null : new Reads(profile, ranges(profile, unit.phase()), Codec.of(profile));
    }

    /// One round of reads.
    private record Round(
            ServedRegisters face, RequestHandler port, Reads reads, Supplier<Moment> moment, Runnable stale) {}

    private void ask(Round round, int index, RegisterImage image) {
        if (index == round.reads().ranges().size()) {
            waits = false;
            act(round, image);
            return;
        }
        Range range = round.reads().ranges().get(index);
        Request request = round.reads().profile().wire().functions().contains(3)
                ? new Request.ReadHoldingRegisters(range.address(), range.count())
                : new Request.ReadInputRegisters(range.address(), range.count());
        switch (round.port().handle(round.face().unit(), request, TwinPorts.CONSUMER)) {
            case Answer.Later later -> {
                var _ = later.response().whenComplete((answer, _) -> take(round, index, image, answer));
            }
            case Answer answer -> take(round, index, image, answer);
        }
    }

    /// What is refused ends the round, and moves nothing.
    private void take(Round round, int index, RegisterImage image, @Nullable Answer answer) {
        if (answer instanceof Response.ReadRegisters(int _, var words)) {
            int address = round.reads().ranges().get(index).address();
            ask(
                    round,
                    index + 1,
                    image.with(address, words, round.moment().get().nanos()));
        } else {
            waits = false;
        }
    }

    private void act(Round round, RegisterImage image) {
        Moment now = round.moment().get();
        if (told(round.reads().codec().decode(image), now) && stale(round.face(), now)) {
            round.stale().run();
        }
    }

    /// Acts on the last value of the meter itself, with no output between.
    void readDirectly(Moment now) {
        asked++;
        told(now.state().measured(), now);
    }

    /// @return whether there was a power to act on
    private boolean told(Readings readings, Moment now) {
        double power = power(readings);
        if (Double.isNaN(power)) {
            return false;
        }
        answered++;
        if (regulates) {
            battery.command(now.seconds(), regulator.read(power, battery.power(now.seconds())));
        }
        return true;
    }

    private double power(Readings readings) {
        if (unit.phase() > 0) {
            return readings.value(PHASES.get(unit.phase() - 1));
        }
        double sum = 0;
        for (Point phase : PHASES) {
            sum += readings.value(phase);
        }
        return readings.has(POWER) ? readings.value(POWER) : sum;
    }

    private boolean stale(ServedRegisters face, Moment now) {
        Reads known = reads;
        if (known == null) {
            return false;
        }
        Span span = known.profile().spanAt(known.ranges().getFirst().address()).orElseThrow();
        long age = now.nanos() - now.state().measured().instant(POWER);
        return age > face.policy().limit(span.group());
    }

    /// What is asked for.
    private record Reads(Profile profile, List<Range> ranges, Codec codec) {}

    /// The registers of the power and their scale factors, else those of the phases.
    ///
    /// @param phase whose power is wanted, 0 for all
    private static List<Range> ranges(Profile profile, int phase) {
        List<Row> rows = rows(profile, List.of(phase == 0 ? POWER : PHASES.get(phase - 1)));
        List<Range> ranges = new ArrayList<>();
        for (Row row : rows.isEmpty() ? rows(profile, PHASES) : rows) {
            ranges.add(row.range());
            if (row.format().scaleAt() >= 0) {
                ranges.add(new Range(row.format().scaleAt(), 1));
            }
        }
        return ranges.stream().distinct().toList();
    }

    private static List<Row> rows(Profile profile, List<Point> points) {
        return profile.rows().stream()
                .filter(row -> row.point() != null && points.contains(row.point()))
                .toList();
    }
}
