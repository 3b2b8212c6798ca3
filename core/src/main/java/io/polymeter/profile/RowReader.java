package io.polymeter.profile;

import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes rows of the lines of a register table, and finds what is wrong with a line or between two.
final class RowReader {

    private final ProfileFile file;
    private final Problems problems;
    private final AddressMapping places;
    private final Map<Position, Integer> indexes = new HashMap<>();

    /// A row and the line it stands in.
    private record Line(Row row, ProfileFile.RowFile written) {
        int number() {
            return written.position().line();
        }
    }

    RowReader(ProfileFile file, Problems problems, AddressMapping places) {
        this.file = file;
        this.problems = problems;
        this.places = places;
        // Lines that could not be bound are missing from the list, so the index is found by position.
        for (int i = 0; problems.given("registers[" + i + "]"); i++) {
            indexes.put(problems.position("registers[" + i + "]"), i);
        }
    }

    List<Row> rows() {
        List<Line> lines = new ArrayList<>();
        for (ProfileFile.RowFile written : file.registers()) {
            Row row = row(written);
            if (row != null) {
                lines.add(new Line(row, written));
            }
        }
        overlaps(lines);
        twice(lines);
        parts(lines);
        new RowReferences(lines.stream().map(Line::row).toList(), places)
                .check((row, key, message) -> lines.stream()
                        .filter(line -> line.row() == row)
                        .forEach(line -> error(line.written(), key, message)));
        return lines.stream()
                .map(Line::row)
                .sorted((a, b) -> a.range().compareTo(b.range()))
                .toList();
    }

    private @Nullable Row row(ProfileFile.RowFile written) {
        Point point = point(written);
        Unit.Scaled unit = unit(written, point);
        double scale = scale(written, unit == null ? 1 : unit.factor());
        Range range = range(written);
        Span span = range == null ? null : span(written, range);
        if (range == null || span == null) {
            return null;
        }
        ProfileFile.WordOrder order = written.wordOrder() == null ? file.wordOrder() : written.wordOrder();
        TurnReader turns = new TurnReader(written, places, (key, message) -> error(written, key, message));
        Row.Format format = new Row.Format(
                written.as(),
                order == ProfileFile.WordOrder.LOW_FIRST,
                scale,
                scaleAt(written, range),
                turns.absent(file.absent()),
                written.decimals() == null ? -1 : written.decimals(),
                turns.turn(range, unit == null ? 1 : unit.factor()));
        return new Row(
                name(written, point),
                range,
                format,
                unit == null ? Unit.NONE : unit.unit(),
                point,
                written.part(),
                access(written),
                span.group(),
                written.note() == null ? "" : written.note(),
                fixed(written, point),
                totalOf(written, point));
    }

    private List<Point> totalOf(ProfileFile.RowFile written, @Nullable Point point) {
        List<Point> parts = new ArrayList<>();
        for (String name : written.totalOf()) {
            Point.parse(name)
                    .filter(part -> !part.quantity().isText())
                    .ifPresentOrElse(
                            parts::add,
                            () -> error(
                                    written,
                                    "total-of",
                                    Message.of(
                                            "there-no-measured-point", "there is no measured point '{name}'", name)));
        }
        if (!parts.isEmpty()
                && (point != null || written.fixed() != null || written.as().isText())) {
            error(
                    written,
                    "total-of",
                    Message.of("row-point-constant-text", "a row is a point, a constant, a text or a total"));
        }
        if (parts.stream().map(Point::unit).distinct().count() > 1) {
            error(
                    written,
                    "total-of",
                    Message.of("points-different-units-cannot", "points of different units cannot be added"));
        }
        return parts;
    }

    /// A measured number is never made up.
    private @Nullable String fixed(ProfileFile.RowFile written, @Nullable Point point) {
        String fixed = written.fixed();
        if (fixed == null || written.as().isText()) {
            return fixed;
        }
        if (point != null) {
            error(
                    written,
                    "fixed",
                    Message.of("measured-cannot-fixed", "{point} is measured and cannot be fixed", point));
        } else if (!fixed.equals(Row.UNIT) && !isNumber(fixed)) {
            error(written, "fixed", Message.of("not-number", "'{fixed}' is not a number", fixed));
        }
        return fixed;
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String name(ProfileFile.RowFile written, @Nullable Point point) {
        if (written.name() != null) {
            return written.name();
        }
        if (written.point() == null) {
            problems.at(written.position(), "registers", Message.of("needs-point-or-name", "needs a point or a name"));
        }
        return point == null ? "" : point.name();
    }

    private @Nullable Point point(ProfileFile.RowFile written) {
        if (written.point() == null) {
            if (written.part() != Row.Part.WHOLE) {
                error(written, "part", Message.of("only-point-parts", "only a point has parts"));
            }
            return null;
        }
        Point point = Point.parse(written.point()).orElse(null);
        if (point == null) {
            List<String> known = Point.all().stream().map(Point::name).toList();
            Message hint = Suggestion.of(written.point(), known)
                    .orElse(Message.of(
                            "first-words-of-point", "the first words of a point are a quantity such as voltage"));
            error(
                    written,
                    "point",
                    Message.of("there-no-point-2", "there is no point '{point}'; {hint}", written.point(), hint));
        } else if (point.quantity().isText() != written.as().isText()) {
            error(
                    written,
                    "as",
                    point.quantity().isText()
                            ? Message.of("text", "{point} is a text", point)
                            : Message.of("number", "{point} is a number", point));
        }
        return point;
    }

    private Unit.@Nullable Scaled unit(ProfileFile.RowFile written, @Nullable Point point) {
        if (written.unit() == null) {
            return point == null ? null : new Unit.Scaled(point.unit(), 1);
        }
        Unit.Scaled unit = Unit.parse(written.unit()).orElse(null);
        if (unit == null) {
            List<String> known = Arrays.stream(Unit.values())
                    .map(Unit::symbol)
                    .filter(symbol -> !symbol.isEmpty())
                    .toList();
            Message hint = Suggestion.of(written.unit(), known)
                    .orElse(Message.of("known-are", "known are {names}", String.join(", ", known)));
            error(
                    written,
                    "unit",
                    Message.of("there-no-unit", "there is no unit '{unit}'; {hint}", written.unit(), hint));
        } else if (point != null && unit.unit() != point.unit()) {
            String right = point.unit() == Unit.NONE
                    ? "has no unit"
                    : "is in " + point.unit().symbol();
            error(
                    written,
                    "unit",
                    Message.of("not-in", "{point} {right}, not in {unit}", point, right, written.unit()));
        }
        return unit;
    }

    private double scale(ProfileFile.RowFile written, double factor) {
        if (written.scale() <= 0) {
            Object hint = written.scale() < 0
                    ? Message.of("part-negated", "; a device that counts the other way has `part: negated`")
                    : "";
            error(written, "scale", Message.of("scale-greater-than-0", "the scale is greater than 0{hint}", hint));
        }
        return written.scale() * factor;
    }

    private @Nullable Range range(ProfileFile.RowFile written) {
        int own = written.as().registers();
        if (own == 0 && written.count() == null) {
            problems.at(
                    written.position(),
                    "registers",
                    Message.of("text-needs-key-count", "a text needs the key 'count': how many registers it has"));
            return null;
        }
        if (own > 0 && written.count() != null && written.count() != own) {
            error(written, "count", Message.of("encoding-registers", "this encoding has {own} registers", own));
        }
        int count = own > 0 ? own : java.util.Objects.requireNonNull(written.count());
        Range range = places.find(written.at(), count, written.function());
        if (range == null) {
            error(written, "at", ProfileLoader.outside(written.at(), count));
        }
        return range;
    }

    private int scaleAt(ProfileFile.RowFile written, Range range) {
        if (written.scaleAt() == null) {
            return -1;
        }
        Range place = places.find(written.scaleAt(), range);
        if (place == null || places.span(place) == null) {
            error(
                    written,
                    "scale-at",
                    Message.of("scale-factor-outside-every", "the scale factor is outside every span"));
        }
        return place == null ? -1 : place.address();
    }

    private Row.Access access(ProfileFile.RowFile written) {
        if (written.accept() && written.access() != Row.Access.READ) {
            error(
                    written,
                    "accept",
                    Message.of(
                            "write-passed-on-or",
                            "a write is passed on (`access`), or acknowledged without effect (`accept`)"));
        }
        return written.accept() ? Row.Access.ACCEPT : written.access();
    }

    private @Nullable Span span(ProfileFile.RowFile written, Range range) {
        for (Span span : places.spans()) {
            if (span.range().contains(range)) {
                return span;
            }
            if (span.range().overlaps(range)) {
                error(
                        written,
                        "at",
                        Message.of(
                                "row-only-partly-inside",
                                "the row is only partly inside the span {range}",
                                span.range()));
                return null;
            }
        }
        error(written, "at", Message.of("row-outside-every-span", "the row is outside every span"));
        return null;
    }

    private void overlaps(List<Line> lines) {
        TreeMap<Range, Line> seen = new TreeMap<>();
        for (Line line : lines) {
            Range range = line.row().range();
            for (Map.Entry<Range, Line> near :
                    java.util.Arrays.asList(seen.floorEntry(range), seen.higherEntry(range))) {
                if (near != null && near.getKey().overlaps(range)) {
                    String other = near.getValue().row().name() + " in line "
                            + near.getValue().number();
                    error(
                            line.written(),
                            "at",
                            Message.of(
                                    "overlaps",
                                    "{row} overlaps {other}",
                                    line.row().name(),
                                    other));
                }
            }
            seen.putIfAbsent(range, line);
        }
    }

    private void twice(List<Line> lines) {
        Map<String, Line> names = new HashMap<>();
        Map<String, Line> meanings = new HashMap<>();
        for (Line line : lines) {
            Line same = names.putIfAbsent(line.row().name(), line);
            if (same != null) {
                error(
                        line.written(),
                        "name",
                        Message.of("name-stands-in-line", "the name stands in line {number} already", same.number()));
            }
            if (line.row().point() != null) {
                same = meanings.putIfAbsent(
                        line.row().point() + " " + line.row().part(), line);
                if (same != null) {
                    error(
                            line.written(),
                            "point",
                            Message.of(
                                    "stands-in-line-already",
                                    "{point} stands in line {number} already",
                                    line.row().point(),
                                    same.number()));
                }
            }
        }
    }

    private void parts(List<Line> lines) {
        Map<Point, Map<Row.Part, Line>> byPoint = new HashMap<>();
        for (Line line : lines) {
            if (line.row().point() != null) {
                byPoint.computeIfAbsent(line.row().point(), _ -> new EnumMap<>(Row.Part.class))
                        .put(line.row().part(), line);
            }
        }
        byPoint.forEach((point, parts) -> {
            for (Line line : parts.values()) {
                Row.Part other = otherHalf(line.row().part());
                if (parts.size() > (other == null ? 1 : 2)) {
                    error(
                            line.written(),
                            "part",
                            Message.of("there-whole-in-parts", "{point} is there whole and in parts", point));
                } else if (other != null && !parts.containsKey(other)) {
                    String missing = other.name().toLowerCase(Locale.ROOT);
                    error(
                            line.written(),
                            "part",
                            Message.of("no-row", "{point} has no row with `part: {missing}`", point, missing));
                }
            }
        });
    }

    private static Row.@Nullable Part otherHalf(Row.Part part) {
        return switch (part) {
            case IMPORT -> Row.Part.EXPORT;
            case EXPORT -> Row.Part.IMPORT;
            case LOW -> Row.Part.HIGH;
            case HIGH -> Row.Part.LOW;
            case WHOLE, NEGATED, ABSOLUTE -> null;
        };
    }

    private void error(ProfileFile.RowFile written, String key, Message message) {
        Integer index = indexes.get(written.position());
        if (index == null) {
            problems.at(written.position(), "registers", message);
        } else {
            problems.error("registers[" + index + "]." + key, message);
        }
    }
}
