package io.polymeter.link.virtual;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.kind.SumSource;
import io.polymeter.config.kind.Term;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.point.Point;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Meters that are sums of others.
public final class SumProtocol {

    private static final Duration MAX_SKEW = Duration.ofSeconds(2);

    private SumProtocol() {}

    /// A new instance.
    public static Protocol create() {
        return new PlatformProtocol<>(SumSource.class, new Sums());
    }

    private static final class Sums implements PlatformProtocol.Kind<SumSource> {

        @Override
        public PlatformProtocol.Feed plan(SourceRequest<SumSource> wish) {
            return SumProtocol.plan(wish);
        }

        @Override
        public Optional<Set<Point>> points(
                SumSource source, MeterSettings meter, Function<String, Optional<Set<Point>>> parts) {
            List<Set<Point>> known = new ArrayList<>();
            for (Term term : source.of()) {
                Set<Point> points = parts.apply(term.meter()).orElse(null);
                if (points == null) {
                    return Optional.empty();
                }
                known.add(points);
            }
            return Optional.of(Sum.points(source.of(), known));
        }
    }

    private static PlatformProtocol.Feed plan(SourceRequest<SumSource> wish) {
        Duration skew = Objects.requireNonNullElse(wish.settings().maxSkew(), MAX_SKEW);
        List<AgeLimits> limits = wish.source().of().stream()
                .map(term -> wish.site().meters().get(term.meter()))
                .map(part -> new AgeLimits(part == null ? Map.of() : part.freshFor()))
                .toList();
        return new SumFeed(wish.meter(), wish.source(), skew, limits);
    }

    private record SumFeed(String meter, SumSource source, Duration skew, List<AgeLimits> limits)
            implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "is the sum of "
                    + String.join(
                            ", ", source.of().stream().map(Object::toString).toList());
        }

        @Override
        public List<Meter> reads(MeterStore meters) {
            return source.of().stream()
                    .map(term -> meters.find(term.meter())
                            .orElseThrow(() -> new IllegalStateException("no meter " + term.meter())))
                    .toList();
        }

        @Override
        public List<Link> links(Meter target, Site site) {
            List<Meter> parts = reads(site.meters());
            List<SumLink.Summand> summands = java.util.stream.IntStream.range(0, parts.size())
                    .mapToObj(i -> new SumLink.Summand(source.of().get(i), parts.get(i), limits.get(i)))
                    .toList();
            Alignment alignment =
                    new Alignment(Objects.requireNonNullElse(source.align(), Duration.ZERO), summands.size());
            return List.of(
                    new SumLink(target, summands, new Sum(skew, target.role(), target.counters()::last), alignment));
        }
    }
}
