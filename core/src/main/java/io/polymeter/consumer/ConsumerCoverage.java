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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a consumer can get from a source that gives all it can give, all of it fresh: found by serving it that.
///
/// @param rows the rows of the face that have a value where the source gives one
/// @param unfilled those of them that will never have one
/// @param derived those of them whose value is computed from others
/// @param refused the reads that will be refused
/// @param placeholders what stands in the rows that are unfilled, where the device has a word for "no value"
public record ConsumerCoverage(
        List<Row> rows, List<Row> unfilled, List<Row> derived, List<Refusal> refused, List<Placeholder> placeholders) {

    private static final long NOW = 1_000_000_000L;

    public ConsumerCoverage {
        rows = List.copyOf(rows);
        unfilled = List.copyOf(unfilled);
        derived = List.copyOf(derived);
        refused = List.copyOf(refused);
        placeholders = List.copyOf(placeholders);
    }

    /// A row that nothing fills.
    ///
    /// @param words what it holds
    public record Placeholder(Row row, Words words) {

        /// The words as they are read, e.g. `0xFFFF 0x7FFF`.
        public String hex() {
            return IntStream.range(0, words.count())
                    .mapToObj(i -> String.format("0x%04X", words.get(i)))
                    .collect(Collectors.joining(" "));
        }
    }

    /// The rows among the placeholders that are within reads which are answered.
    public List<Placeholder> placeholdersWithin(List<ConsumerRead> reads) {
        return placeholders.stream()
                .filter(each -> reads.stream()
                        .anyMatch(read -> !read.refused()
                                && refused.stream()
                                        .noneMatch(other -> other.read().equals(read))
                                && read.range().contains(each.row().range())))
                .toList();
    }

    /// A read that is refused.
    ///
    /// @param missing the registers in it that nothing fills; empty where the function is refused
    /// @param always false where that is so only while power flows out: a register holds no negative value
    public record Refusal(ConsumerRead read, List<Range> missing, boolean always) {
        public Refusal {
            missing = List.copyOf(missing);
        }
    }

    /// A meter shown as another device, importing and exporting.
    ///
    /// @param face what is shown
    /// @param points what the source can give
    public static ConsumerCoverage translated(Profile face, Set<Point> points, List<ConsumerRead> reads) {
        FreshnessPolicy policy = new FreshnessPolicy(face.wire().whenStale(), Map.of());
        RegisterView view = new Translation(face, Map.of(), policy);
        ConsumerCoverage importing = of(face, view, new Given(state(points, 1), points), reads);
        ConsumerCoverage exporting = of(face, view, new Given(state(points, -1), points), reads);
        List<Refusal> refused = new ArrayList<>(importing.refused());
        for (Refusal refusal : exporting.refused()) {
            if (importing.refused().stream().noneMatch(other -> other.read().equals(refusal.read()))) {
                refused.add(new Refusal(refusal.read(), refusal.missing(), false));
            }
        }
        return new ConsumerCoverage(
                importing.rows(), importing.unfilled(), importing.derived(), refused, importing.placeholders());
    }

    /// A device shown as itself: all that it has may come, also what some of its kind lack.
    public static ConsumerCoverage mirrored(Profile device, List<ConsumerRead> reads) {
        List<RegisterImage.Segment> segments = new ArrayList<>();
        Set<Point> points = new HashSet<>();
        for (Span span : device.spans()) {
            byte[] bytes = new byte[2 * span.range().count()];
            segments.add(new RegisterImage.Segment(span.range().address(), Words.wrap(bytes), NOW));
        }
        device.rows().stream().map(Row::point).filter(Objects::nonNull).forEach(points::add);
        MeterState state = MeterState.initial(device).with(RegisterImage.of(segments));
        FreshnessPolicy policy = new FreshnessPolicy(device.wire().whenStale(), Map.of());
        return of(device, new Mirror(policy), new Given(state, points), reads);
    }

    /// What a source gives.
    private record Given(MeterState state, Set<Point> points) {}

    private static MeterState state(Set<Point> points, int sign) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (Point point : points) {
            if (point.quantity().isText()) {
                readings.put(point, "1", NOW);
            } else {
                readings.put(point, plausible(point, sign), NOW);
            }
        }
        return MeterState.initial(null).with(readings.build());
    }

    private static ConsumerCoverage of(Profile face, RegisterView view, Given given, List<ConsumerRead> reads) {
        MeterState shown = view.shown(given.state(), NOW);
        Readings said = shown.measured();
        List<Row> rows = face.rows().stream()
                .filter(row -> row.point() != null && !row.point().quantity().isText())
                .toList();
        List<Refusal> refused = new ArrayList<>();
        for (ConsumerRead read : reads) {
            Range range = read.range();
            boolean own = face.tables().contains(read.function());
            boolean function = own || face.wire().functions().contains(read.function());
            int address = (own ? Range.table(read.function()) : 0) + range.address();
            boolean data = view.read(given.state(), address, range.count(), NOW) instanceof Served.Data
                    || own
                            && face.wire().functions().contains(read.function())
                            && view.read(given.state(), range.address(), range.count(), NOW) instanceof Served.Data;
            // What a chain will bring is known when it was walked.
            boolean later =
                    face.sunspec() != null && face.spanAt(range.address()).isEmpty();
            if (!read.refused() && !(function && (data || later))) {
                List<Range> missing = function ? missing(face, shown.image(), range) : List.of();
                refused.add(new Refusal(read, missing, true));
            }
        }
        return new ConsumerCoverage(
                rows,
                rows.stream().filter(row -> !said.has(point(row))).toList(),
                rows.stream()
                        .filter(row -> said.has(point(row)) && !given.points().contains(point(row)))
                        .toList(),
                refused,
                placeholders(rows, shown));
    }

    private static List<Placeholder> placeholders(List<Row> rows, MeterState shown) {
        List<Placeholder> placeholders = new ArrayList<>();
        for (Row row : rows) {
            Words words = shown.image().words(row.range().address(), row.range().count());
            if (words != null && !shown.measured().has(point(row))) {
                placeholders.add(new Placeholder(row, words));
            }
        }
        return placeholders;
    }

    private static Point point(Row row) {
        return Objects.requireNonNull(row.point());
    }

    /// The runs of registers in a range that hold nothing, and may not be answered as 0.
    private static List<Range> missing(Profile face, RegisterImage image, Range range) {
        List<Range> missing = new ArrayList<>();
        int from = -1;
        for (int at = range.address(); at <= range.end(); at++) {
            boolean absent = at < range.end() && image.words(at, 1) == null && !face.carriesNothing(at);
            if (absent && from < 0) {
                from = at;
            } else if (!absent && from >= 0) {
                missing.add(new Range(from, at - from));
                from = -1;
            }
        }
        return missing;
    }

    /// A value that every device can hold.
    static double plausible(Point point, int sign) {
        return switch (point.quantity()) {
            case ACTIVE_POWER, APPARENT_POWER -> 1000 * sign;
            case REACTIVE_POWER, DC_POWER, RATED_POWER -> 1000;
            case VOLTAGE, DC_VOLTAGE -> 230;
            case LINE_VOLTAGE -> 400;
            case CURRENT, DC_CURRENT -> 5;
            case FREQUENCY -> 50;
            case POWER_FACTOR -> 0.9 * sign;
            case POWER_LIMIT_ENABLED -> 1;
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
