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
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A consumer that reads an output's registers and regulates on what it is told. What is refused moves nothing.
final class TwinConsumer {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final List<Point> PHASES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));
    private static final int BEFORE = 20;
    private static final int MOST = 100;

    private final RegulationModel model;
    private final boolean regulates;
    private final Regulator regulator;
    private final TwinBattery battery;
    private long asked;
    private long answered;

    TwinConsumer(RegulationModel model, boolean regulates) {
        this.model = model;
        this.regulates = regulates;
        this.regulator = new Regulator(model.regulation(), 0);
        this.battery = new TwinBattery(model.regulation().plant());
    }

    /// Seconds between two readings.
    double period() {
        return model.regulation().poll();
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

    /// Reads and acts.
    ///
    /// @return whether it was told a value that is older than it may be
    boolean read(ProtocolLinks.Output output, @Nullable RequestHandler port, Moment now) {
        ServedRegisters face = output.face();
        if (port == null || face == null) {
            return false;
        }
        asked++;
        double power = told(face, port, now);
        if (Double.isNaN(power)) {
            return false;
        }
        answered++;
        if (regulates) {
            battery.command(now.seconds(), regulator.read(power, battery.power(now.seconds())));
        }
        return stale(face, now);
    }

    private static boolean stale(ServedRegisters face, Moment now) {
        Profile profile = face.view().shown(now.state(), now.nanos()).profile();
        Row row = profile == null ? null : row(profile);
        Readings readings = now.state().measured();
        long age = now.nanos() - readings.instant(POWER);
        return row != null && profile != null && age > limit(face, profile.spanAt(row.range().address()).orElseThrow());
    }

    private static long limit(ServedRegisters face, Span span) {
        return face.policy().limit(span.group());
    }

    private double told(ServedRegisters face, RequestHandler port, Moment now) {
        Profile profile = face.view().shown(now.state(), now.nanos()).profile();
        Row row = profile == null ? null : row(profile);
        if (profile == null || row == null) {
            return Double.NaN;
        }
        Span span = profile.spanAt(row.range().address()).orElseThrow();
        int from = Math.max(span.range().address(), row.range().address() - BEFORE);
        int count = Math.min(span.range().end(), from + MOST) - from;
        Request request = profile.wire().functions().contains(3)
                ? new Request.ReadHoldingRegisters(from, count)
                : new Request.ReadInputRegisters(from, count);
        Answer answer = port.handle(face.unit(), request, TwinPorts.CONSUMER);
        if (!(answer instanceof Response.ReadRegisters(int _, var words))) {
            return Double.NaN;
        }
        Readings readings = Codec.of(profile).decode(RegisterImage.EMPTY.with(from, words, now.nanos()));
        double sum = 0;
        for (Point phase : PHASES) {
            sum += readings.value(phase);
        }
        return readings.has(POWER) ? readings.value(POWER) : sum;
    }

    private static @Nullable Row row(Profile profile) {
        Row first = null;
        for (Row row : profile.rows()) {
            Point point = row.point();
            if (point != null && point.equals(POWER)) {
                return row;
            }
            if (first == null && point != null && PHASES.contains(point)) {
                first = row;
            }
        }
        return first;
    }
}
