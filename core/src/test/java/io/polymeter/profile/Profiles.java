package io.polymeter.profile;

import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Small register maps made in code, for tests.
public final class Profiles {

    public static final Group LIVE = new Group("live", Duration.ofSeconds(2), Duration.ofMillis(500), true);
    public static final Group ENERGY = new Group("energy", Duration.ofMinutes(5), Duration.ofSeconds(5), false);
    public static final Group IDENTITY = new Group("identity", null, Duration.ofHours(1), false);

    private final List<Span> spans = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /// A span of `count` registers from `address` on.
    public Profiles span(int address, int count, Group group, boolean reserved) {
        spans.add(new Span(new Range(address, count), group, false, reserved));
        return this;
    }

    /// A row of raw registers that is no point.
    public Profiles row(int address, Encoding encoding) {
        return add(address, new Row.Format(encoding, false, 1, -1, false, -1), null, Row.Part.WHOLE);
    }

    /// A row.
    public Profiles row(int address, Encoding encoding, @Nullable Point point, double scale) {
        return add(address, new Row.Format(encoding, false, scale, -1, false, -1), point, Row.Part.WHOLE);
    }

    /// A row in every detail; text has 2 registers here.
    public Profiles add(int address, Row.Format format, @Nullable Point point, Row.Part part) {
        int count = Math.max(
                2 * (format.encoding().registers() == 0 ? 1 : 0),
                format.encoding().registers());
        Group group = spans.stream()
                .filter(span -> span.range().contains(address))
                .findFirst()
                .orElseThrow()
                .group();
        Unit unit = point == null ? Unit.NONE : point.unit();
        Range range = new Range(address, count);
        rows.add(new Row("r" + address, range, format, unit, point, part, Row.Access.READ, group, ""));
        return this;
    }

    /// The profile.
    public Profile build() {
        rows.sort(Comparator.comparing(Row::range));
        Profile.Wire wire =
                new Profile.Wire(1, Set.of(1), List.of(3), 125, Duration.ZERO, null, Profile.WhenStale.EXCEPTION);
        return new Profile("test", "Test", wire, List.of(LIVE, ENERGY, IDENTITY), spans, rows, null, null);
    }
}
