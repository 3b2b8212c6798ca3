package io.polymeter.link.platform;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.point.Point;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sources of one kind, each meter for itself.
///
/// One instance lives as long as the program: the links of a meter whose settings did not change run on.
public final class PlatformProtocol<S extends SourceSettings> implements Protocol {

    private final Class<S> type;
    private final Kind<S> kind;
    private final LinkReuse reuse = new LinkReuse();

    /// One kind of source.
    public interface Kind<S extends SourceSettings> {

        /// Checks a meter and plans what feeds it; null where there is an error.
        @Nullable
        Feed plan(SourceRequest<S> wish);

        /// The points it can give, as [Protocol#points].
        default Optional<Set<Point>> points(
                S source, MeterSettings meter, Function<String, Optional<Set<Point>>> parts) {
            Set<String> names = source.namedPoints();
            Set<Point> named = (names == null ? Set.<String>of() : names)
                    .stream().map(Point::parse).flatMap(Optional::stream).collect(Collectors.toSet());
            Set<Point> placed = new HashSet<>();
            named.forEach(point -> placed.addAll(PhaseAssignment.of(point, meter.effectivePhase(), named)));
            return placed.isEmpty() ? Optional.empty() : Optional.of(placed);
        }
    }

    /// What feeds a meter.
    public interface Feed {

        /// What it will do, in words that follow `meter NAME `.
        String describe();

        /// Makes the links.
        List<Link> links(Meter meter, Site site);

        /// The meters it reads: where one of them is another now, the links are made anew.
        default List<Meter> reads(MeterStore meters) {
            return List.of();
        }
    }

    /// What the links of a meter are made of.
    private record Terms(
            MeterSettings settings, @Nullable Profile profile, ZoneId zone, Meter meter, List<Meter> reads) {}

    private record Planned(
            String meter, MeterSettings settings, @Nullable Profile profile, ZoneId zone, Feed feed) {}

    /// Sources whose settings are of `type`.
    public PlatformProtocol(Class<S> type, Kind<S> kind) {
        this.type = type;
        this.kind = kind;
    }

    @Override
    public List<Class<? extends SourceSettings>> sources() {
        return List.of(type);
    }

    @Override
    public Optional<Set<Point>> points(PlannedMeter meter, Function<String, Optional<Set<Point>>> parts) {
        Profile profile = meter.profile();
        if (profile != null) {
            List<Point> points = profile.points();
            Set<Point> placed = new HashSet<>();
            points.forEach(point ->
                    placed.addAll(PhaseAssignment.of(point, meter.settings().effectivePhase(), new HashSet<>(points))));
            return Optional.of(placed);
        }
        return kind.points(type.cast(meter.settings().source()), meter.settings(), parts);
    }

    private static @Nullable Profile profile(Planning planning, String meter) {
        PlannedMeter planned = planning.meters().get(meter);
        return planned == null ? null : planned.profile();
    }

    @Override
    public Blueprint plan(Planning planning) {
        List<Planned> planned = new ArrayList<>();
        ZoneId zone = planning.settings().site().zone();
        planning.settings().meters().forEach((name, meter) -> {
            if (type.isInstance(meter.source())) {
                S source = type.cast(meter.source());
                String path = "meters." + name + "." + SourceSettings.kind(type);
                Feed feed = kind.plan(new SourceRequest<>(
                        name, path, meter, source, profile(planning, name), planning.problems(), planning.settings()));
                if (feed != null) {
                    planned.add(new Planned(name, meter, profile(planning, name), zone, feed));
                }
            }
        });
        return new Feeds(planned);
    }

    private final class Feeds implements Blueprint {

        private final List<Planned> planned;

        private Feeds(List<Planned> planned) {
            this.planned = List.copyOf(planned);
        }

        @Override
        public List<String> describe() {
            return planned.stream()
                    .map(each -> "meter " + each.meter() + " " + each.feed().describe())
                    .toList();
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            for (Planned each : planned) {
                Meter meter = site.meters()
                        .find(each.meter())
                        .orElseThrow(() -> new IllegalStateException("no meter " + each.meter()));
                List<Meter> reads = each.feed().reads(site.meters());
                Terms terms = new Terms(each.settings(), each.profile(), each.zone(), meter, reads);
                ProtocolLinks links =
                        reuse.keep(each.meter(), terms, ProtocolLinks.class, _ -> made(each, meter, site));
                parts.addAll(links.parts());
            }
            reuse.settle();
            return new ProtocolLinks(parts, List.of());
        }

        private static ProtocolLinks made(Planned each, Meter meter, Site site) {
            List<ProtocolLinks.Part> made = each.feed().links(meter, site).stream()
                    .map(link -> new ProtocolLinks.Part(link, new Health()))
                    .toList();
            return new ProtocolLinks(made, List.of());
        }
    }
}
