package io.polymeter.profile;

import io.polymeter.config.Role;
import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The points of one SunSpec model, as data. A model is read when it is first asked for. Immutable.
///
/// Source: github.com/sunspec/models. Every value has its encoding's "not implemented" bits; what a point means
/// here stands beside it.
public final class SunspecModel {

    private static final Map<Integer, Optional<SunspecModel>> KNOWN = new ConcurrentHashMap<>();
    private static final int HEADER = 2;
    private static final Set<String> HEADS = Set.of("repeat", "settings", "role");

    private final List<Definition> points;
    /// Where the block starts that is repeated to the end of the model, behind the header; 0 where there is none.
    private final int repeatAt;
    private final int repeatLength;
    private final boolean settings;
    private final @Nullable Role role;

    /// One point.
    ///
    /// @param offset behind the header
    /// @param scaleFactor the name of its scale factor, null where it has none
    /// @param access what the model lets clients write; only what an output may pass on is marked
    record Definition(
            int offset,
            String name,
            Encoding encoding,
            int count,
            @Nullable String scaleFactor,
            Unit.Scaled unit,
            @Nullable Point point,
            Row.Access access) {

        int end() {
            return offset + count;
        }
    }

    /// Where a model stands.
    ///
    /// @param address of its id
    /// @param length registers behind the header
    /// @param prefix what the names of its rows begin with
    public record Place(int address, int length, String prefix) {}

    private SunspecModel(List<Definition> points, Head head) {
        this.points = List.copyOf(points);
        this.repeatAt = head.repeatAt();
        this.repeatLength = head.repeatLength();
        this.settings = head.settings();
        this.role = head.role();
    }

    /// What a model's file says before its points.
    private record Head(
            int repeatAt,
            int repeatLength,
            boolean settings,
            @Nullable Role role) {

        private Head with(String[] words) {
            return switch (words[0]) {
                case "repeat" -> new Head(Integer.parseInt(words[1]), Integer.parseInt(words[2]), settings, role);
                case "settings" -> new Head(repeatAt, repeatLength, true, role);
                default -> new Head(repeatAt, repeatLength, settings, Role.valueOf(words[1].toUpperCase(Locale.ROOT)));
            };
        }
    }

    /// A model by its id, empty where it is not known.
    public static Optional<SunspecModel> of(int id) {
        return KNOWN.computeIfAbsent(id, SunspecModel::read);
    }

    /// The registers behind the header where nothing is repeated.
    public int length() {
        return repeatAt > 0 ? repeatAt : points.getLast().end();
    }

    /// True where it has so many registers behind the header, however often its block is repeated.
    public boolean fits(int registers) {
        return repeatAt > 0
                ? registers >= repeatAt && (registers - repeatAt) % repeatLength == 0
                : registers == length();
    }

    /// True for ratings, settings and controls: they change seldom.
    public boolean holdsSettings() {
        return settings;
    }

    /// What a device measures that has this model, null where the model does not say.
    public @Nullable Role role() {
        return role;
    }

    List<Definition> points() {
        return points;
    }

    /// The rows of a model that stands at a place; what the device's model is too short for is left out, and so is
    /// a value without its scale factor.
    ///
    /// @param group how they age
    public List<Row> rows(Place place, Group group) {
        Map<String, Integer> factors = new HashMap<>();
        for (Definition point : points) {
            if (point.encoding() == Encoding.SUNSSF && point.end() <= place.length()) {
                factors.put(point.name(), place.address() + HEADER + point.offset());
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Definition point : points) {
            boolean repeated = repeatAt > 0 && point.offset() >= repeatAt;
            int step = repeated ? repeatLength : place.length();
            int most = repeated ? (place.length() - repeatAt) / repeatLength : 1;
            for (int i = 0; i < most; i++) {
                int offset = point.offset() + i * step;
                int factor = factors.getOrDefault(point.scaleFactor() == null ? "" : point.scaleFactor(), -1);
                if (offset + point.count() <= place.length() && (point.scaleFactor() == null || factor >= 0)) {
                    String name = place.prefix() + (repeated ? (i + 1) + "." : "") + point.name();
                    Range range = new Range(place.address() + HEADER + offset, point.count());
                    rows.add(row(point, name, new At(range, factor), group));
                }
            }
        }
        rows.sort((a, b) -> a.range().compareTo(b.range()));
        return rows;
    }

    private record At(Range range, int factor) {}

    private static Row row(Definition point, String name, At at, Group group) {
        Row.Format format = new Row.Format(point.encoding(), false, point.unit().factor(), at.factor(), true, -1);
        Unit unit = point.unit().unit();
        return new Row(name, at.range(), format, unit, point.point(), Row.Part.WHOLE, point.access(), group, "", null);
    }

    private static Optional<SunspecModel> read(int id) {
        try (InputStream in = SunspecModel.class.getResourceAsStream("/profiles/sunspec/" + id + ".model")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static SunspecModel parse(String text) {
        List<Definition> points = new ArrayList<>();
        Head head = new Head(0, 0, false, null);
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            String[] words = line.split(" ");
            if (HEADS.contains(words[0])) {
                head = head.with(words);
            } else {
                points.add(definition(words));
            }
        }
        return new SunspecModel(points, head);
    }

    private static Definition definition(String[] words) {
        int colon = words[2].indexOf(':');
        String type = colon < 0 ? words[2] : words[2].substring(0, colon);
        Encoding encoding = Encoding.valueOf(type.toUpperCase(Locale.ROOT));
        int count = colon < 0 ? encoding.registers() : Integer.parseInt(words[2].substring(colon + 1));
        Point point = words[5].equals("-") ? null : Point.parse(words[5]).orElseThrow();
        Unit.Scaled unit = words[4].equals("-")
                ? new Unit.Scaled(Unit.NONE, 1)
                : Unit.parse(words[4]).orElseThrow();
        if (point != null && point.unit() == Unit.NONE && unit.unit() == Unit.PERCENT) {
            // A power factor in percent is a ratio here.
            unit = new Unit.Scaled(Unit.NONE, 0.01);
        }
        String factor = words[3].equals("-") ? null : words[3];
        Row.Access access = words.length > 6 ? Row.Access.valueOf(words[6].toUpperCase(Locale.ROOT)) : Row.Access.READ;
        return new Definition(Integer.parseInt(words[0]), words[1], encoding, count, factor, unit, point, access);
    }
}
