package io.polymeter.consumer;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.Mirror;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Served;
import io.polymeter.view.Translation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What a consumer can get from a source that gives all it can give, all of it fresh: found by serving it that.
///
/// @param unfilled the rows of the face that have a meaning and will never have a value
/// @param refused the reads that will always be refused
public record Fit(List<Row> unfilled, List<Refusal> refused) {

    private static final long NOW = 1_000_000_000L;

    public Fit {
        unfilled = List.copyOf(unfilled);
        refused = List.copyOf(refused);
    }

    /// A read that is always refused.
    ///
    /// @param missing the registers in it that nothing fills; empty where the function is refused
    public record Refusal(ConsumerRead read, List<Range> missing) {}

    /// A meter shown as another device.
    ///
    /// @param face what is shown
    /// @param points what the source can give
    public static Fit translated(Profile face, Collection<Point> points, List<ConsumerRead> reads) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (Point point : points) {
            if (point.quantity().isText()) {
                readings.put(point, "1", NOW);
            } else {
                readings.put(point, plausible(point), NOW);
            }
        }
        FreshnessPolicy policy = new FreshnessPolicy(face.wire().whenStale(), Map.of());
        MeterState state = MeterState.initial(null).with(readings.build());
        return of(face, new Translation(face, Map.of(), policy), state, reads);
    }

    /// A device shown as itself: all that it has may come, except what some of its kind lack.
    public static Fit mirrored(Profile device, List<ConsumerRead> reads) {
        List<RegisterImage.Segment> segments = new ArrayList<>();
        for (Span span : device.spans()) {
            byte[] bytes = new byte[2 * span.range().count()];
            segments.add(new RegisterImage.Segment(span.range().address(), Words.wrap(bytes), NOW));
        }
        MeterState state = MeterState.initial(device).with(RegisterImage.of(segments));
        FreshnessPolicy policy = new FreshnessPolicy(device.wire().whenStale(), Map.of());
        return of(device, new Mirror(policy), state, reads);
    }

    private static Fit of(Profile face, RegisterView view, MeterState state, List<ConsumerRead> reads) {
        MeterState shown = view.shown(state, NOW);
        Readings said = shown.measured();
        List<Row> unfilled = face.rows().stream()
                .filter(row -> row.point() != null && !row.point().quantity().isText() && !said.has(row.point()))
                .toList();
        List<Refusal> refused = new ArrayList<>();
        for (ConsumerRead read : reads) {
            Range range = read.range();
            boolean function = face.wire().functions().contains(read.function());
            boolean data = view.read(state, range.address(), range.count(), NOW) instanceof Served.Data;
            // What a chain will bring is known when it was walked.
            boolean later =
                    face.sunspec() != null && face.spanAt(range.address()).isEmpty();
            if (!read.refused() && !(function && (data || later))) {
                refused.add(new Refusal(read, function ? missing(face, shown.image(), range) : List.of()));
            }
        }
        return new Fit(unfilled, refused);
    }

    /// The runs of registers in a range that hold nothing, and may not be answered as 0.
    private static List<Range> missing(Profile face, RegisterImage image, Range range) {
        List<Range> missing = new ArrayList<>();
        int from = -1;
        for (int at = range.address(); at <= range.end(); at++) {
            boolean absent = at < range.end() && image.words(at, 1) == null && !isReserved(face, at);
            if (absent && from < 0) {
                from = at;
            } else if (!absent && from >= 0) {
                missing.add(new Range(from, at - from));
                from = -1;
            }
        }
        return missing;
    }

    private static boolean isReserved(Profile face, int at) {
        return face.rowAt(at).isEmpty() && face.spanAt(at).map(Span::reserved).orElse(false);
    }

    /// A value that every device can hold.
    private static double plausible(Point point) {
        return switch (point.quantity()) {
            case ACTIVE_POWER, REACTIVE_POWER, APPARENT_POWER, DC_POWER, RATED_POWER -> 1000;
            case VOLTAGE, DC_VOLTAGE -> 230;
            case LINE_VOLTAGE -> 400;
            case CURRENT, DC_CURRENT -> 5;
            case FREQUENCY -> 50;
            case POWER_FACTOR, POWER_LIMIT_ENABLED -> 1;
            case ACTIVE_ENERGY_IMPORT,
                    ACTIVE_ENERGY_EXPORT,
                    REACTIVE_ENERGY_IMPORT,
                    REACTIVE_ENERGY_EXPORT,
                    APPARENT_ENERGY_IMPORT,
                    APPARENT_ENERGY_EXPORT -> 1e6;
            case STATE, VENDOR_STATE -> 4;
            default -> 20;
        };
    }
}
