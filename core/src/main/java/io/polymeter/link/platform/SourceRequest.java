package io.polymeter.link.platform;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Unit;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A meter to be planned.
///
/// @param path of the source's settings in the file, e.g. `meters.grid.openhab`
/// @param profile what is known of the device; null: nothing
/// @param site the whole configuration
public record SourceRequest<S>(
        String meter,
        String path,
        MeterSettings settings,
        S source,
        @Nullable Profile profile,
        Problems problems,
        Settings site) {

    private static final Duration LIVE = Duration.ofSeconds(15);
    private static final Duration ENERGY = Duration.ofMinutes(5);

    /// How a value is written in the configuration.
    ///
    /// @param unit null: none is given
    /// @param origin what the source calls the value, for people, e.g. `item Grid_P`
    public record Terms(@Nullable String unit, double scale, String origin) {}

    /// The channels of all points of a table; what is wrong is told.
    ///
    /// @param table the key of the table, e.g. `items`
    /// @param wanted gives the terms of an entry; its key is the point's name
    /// @param make makes what the source keeps for a channel
    public <T, R> Map<Point, R> channels(
            String table, Map<String, T> entries, Sorting<T> wanted, BiFunction<SourceValue, T, @Nullable R> make) {
        Set<Point> named = new HashSet<>();
        entries.keySet().forEach(name -> Point.parse(name).ifPresent(named::add));
        Map<Point, R> made = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            String at = path + "." + table + "." + name;
            Point point = point(name, at);
            if (point != null) {
                Terms terms = wanted.terms(entry);
                Unit.Scaled unit = unit(terms.unit(), point, at + ".unit");
                var targets = PhaseAssignment.of(point, settings.effectivePhase(), named);
                R result = make.apply(new SourceValue(point, targets, unit, terms.scale(), terms.origin()), entry);
                if (result != null) {
                    made.put(point, result);
                }
            }
        });
        return made;
    }

    /// Gives the terms of an entry.
    public interface Sorting<T> {

        /// Unit, scale and origin.
        Terms terms(T entry);
    }

    private @Nullable Point point(String name, String at) {
        Point point = Point.parse(name).orElse(null);
        if (point == null) {
            Object hint = Suggestion.ending(
                    name, Point.all().stream().map(Point::name).toList());
            problems.keyError(at, Message.of("there-no-point", "there is no point '{name}'{hint}", name, hint));
            return null;
        }
        if (point.quantity().isText()) {
            problems.keyError(
                    at,
                    Message.of(
                            "text-set-in-identity", "{name} is a text; set it in the 'identity' of an output", name));
            return null;
        }
        return point;
    }

    private Unit.Scaled unit(@Nullable String text, Point point, String at) {
        Unit.Scaled own = new Unit.Scaled(point.unit(), 1);
        if (text == null) {
            return own;
        }
        return SourceValue.scaled(text, point).orElseGet(() -> {
            String expected = point.unit().symbol();
            problems.error(
                    at,
                    Message.of(
                            "not-unit",
                            "'{text}' is not a unit of {point}{empty}",
                            text,
                            point.name(),
                            expected.isEmpty()
                                    ? Message.of("none", ", which has none")
                                    : Message.of(
                                            "measured-in-also-prefix",
                                            "; it is measured in {expected}, also with a prefix such as k or m",
                                            expected)));
            return own;
        });
    }

    /// The zone of times that are written without one.
    public ZoneId zone() {
        return site.site().zone();
    }

    /// How old a value of this point may be.
    public Duration limit(Point point) {
        Group group = profile == null ? null : profile.groupOf(point).orElse(null);
        Duration known = group == null ? null : group.freshFor();
        boolean live = point.quantity().kind() == Quantity.Kind.LIVE;
        return settings.freshFor()
                .getOrDefault(
                        group == null ? live ? "live" : "energy" : group.name(),
                        known != null ? known : live ? LIVE : ENERGY);
    }

    /// How often a value is asked for, so that two answers may be lost before it is too old: 0.2 s to 60 s.
    public Duration confirmation(Point point) {
        long nanos = limit(point).toNanos() / 3;
        return Duration.ofNanos(Math.clamp(nanos, 200_000_000L, 60_000_000_000L));
    }
}
