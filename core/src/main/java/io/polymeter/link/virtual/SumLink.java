package io.polymeter.link.virtual;

import io.polymeter.config.Role;
import io.polymeter.config.kind.Term;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Computes a virtual meter anew whenever one of its parts has news.
final class SumLink implements Link {

    /// Several parts tell their news at nearly the same time: one sum is enough for them.
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    private static final Duration TOGETHER = Duration.ofMillis(20);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String name;
    private final Meter meter;
    private final List<Summand> summands;
    private final Sum sum;
    private final Alignment alignment;
    private volatile long skew;
    private volatile long error;

    /// A part and its sign.
    ///
    /// @param limits how old its values may be
    record Summand(Term term, Meter meter, AgeLimits limits) {

        private Sum.Part part(long now) {
            MeterState state = meter.state();
            Readings readings = state.readings();
            Role role = meter.role();
            boolean asleep = role != null && Sleep.is(role, readings, now, limits.of(POWER, state.profile()));
            return new Sum.Part(asleep ? readings : current(readings, state, now), term.sign(), role, asleep);
        }

        /// Without live values that nobody is shown any more: a sum is as old as the oldest of its parts.
        private Readings current(Readings readings, MeterState state, long now) {
            Readings.Builder current = readings.toBuilder();
            for (Point point : Point.all()) {
                if (isLive(readings, point) && expires(readings, state, point) < now) {
                    current.put(point, Double.NaN, now);
                }
            }
            return current.build();
        }

        private long expires(Readings readings, MeterState state, Point point) {
            long limit = limits.of(point, state.profile());
            return limit == Long.MAX_VALUE ? limit : readings.instant(point) + limit;
        }

        private static boolean isLive(Readings readings, Point point) {
            return point.quantity().kind() == Quantity.Kind.LIVE && !Double.isNaN(readings.value(point));
        }

        /// When the first of its live values will be too old, nanoseconds of the clock.
        private long expires(long now) {
            MeterState state = meter.state();
            Readings readings = state.readings();
            return Point.all().stream()
                    .filter(point -> isLive(readings, point))
                    .mapToLong(point -> expires(readings, state, point))
                    .filter(at -> at >= now)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    SumLink(Meter meter, List<Summand> summands, Sum sum, Alignment alignment) {
        this.name = meter.name() + ".sum";
        this.alignment = alignment;
        this.meter = meter;
        this.summands = List.copyOf(summands);
        this.sum = sum;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of(
                "link-adds",
                "adds {terms}",
                String.join(
                        ", ",
                        summands.stream().map(each -> each.term().toString()).toList()));
    }

    @Override
    public Set<String> events() {
        return Set.of("sums", "skewed");
    }

    /// How far apart the live values of the latest sum are, in milliseconds, and by how many watts it may be
    /// off because its parts were aligned.
    @Override
    public Map<String, Long> gauges() {
        return Map.of("skew-ms", skew / 1_000_000, "align-error-w", error);
    }

    @Override
    public void run(Context context) throws InterruptedException {
        Clock clock = context.clock();
        Clock.Signal news = clock.signal();
        List<Runnable> subscriptions = new ArrayList<>();
        for (Summand summand : summands) {
            subscriptions.add(summand.meter().onUpdate(news::raise));
        }
        try {
            report(context, Health.State.UP, description());
            while (true) {
                step(context);
                news.await(untilOneIsTooOld(clock.nanos()));
                clock.sleep(TOGETHER);
            }
        } finally {
            subscriptions.forEach(Runnable::run);
        }
    }

    private Duration untilOneIsTooOld(long now) {
        long first =
                summands.stream().mapToLong(each -> each.expires(now)).min().orElse(Long.MAX_VALUE);
        return first == Long.MAX_VALUE || first - now > LONGEST.toNanos() ? LONGEST : Duration.ofNanos(first - now + 1);
    }

    private void step(Context context) {
        long now = context.clock().nanos();
        Alignment.Aligned aligned =
                alignment.of(summands.stream().map(each -> each.part(now)).toList());
        List<Sum.Part> parts = aligned.parts();
        MeterState state = meter.state();
        Sum.Result result = sum.next(state.measured(), parts);
        meter.update(before -> before.with(result.readings()));
        skew = result.skew();
        error = Math.round(aligned.error());
        context.health().count("sums");
        for (int i = 0; i < parts.size(); i++) {
            Term term = summands.get(i).term();
            if (parts.get(i).asleep()) {
                trouble(
                        context,
                        Trouble.note(
                                term.meter(),
                                Message.of("part-asleep", "asleep: it counts as 0 W, and its energy stands")));
            } else {
                settled(context, term.meter());
            }
        }
        if (result.skewed() > 0) {
            context.health().count("skewed");
            report(
                    context,
                    Health.State.WAITING,
                    Message.of(
                            "parts-apart",
                            "{what}: its parts are more than {seconds} s apart",
                            description(),
                            apart(result.skew())));
        } else {
            report(context, Health.State.UP, description());
        }
    }

    /// In steps that double, so that the log says it a few times and not with every sum.
    private static long apart(long nanos) {
        return Long.highestOneBit(Math.max(1, nanos / 1_000_000_000));
    }
}
