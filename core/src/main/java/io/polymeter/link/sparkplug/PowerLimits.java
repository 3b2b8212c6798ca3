package io.polymeter.link.sparkplug;

import io.polymeter.link.Clock;
import io.polymeter.link.limit.PowerLimit;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Property;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshValues;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The power limits that a host may set, each of which ends by itself. They outlive a connection: what was wanted
/// until a moment holds until then. Any thread; nothing here waits.
final class PowerLimits implements SparkplugSession.Controls {

    /// A host that means longer says it again.
    static final Duration LONGEST = Duration.ofHours(24);

    private final Clock clock;
    private final Map<String, Limited> meters;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    /// An inverter that can be limited.
    static final class Limited {
        private final Meter meter;
        private final AgeLimits ages;
        private final PowerLimit limit;
        private Command.@Nullable Limit wanted;
        private @Nullable CompletionStage<Integer> answer;
        private Command.@Nullable Limit accepted;

        Limited(Meter meter, AgeLimits ages, PowerLimit limit) {
            this.meter = meter;
            this.ages = ages;
            this.limit = limit;
        }
    }

    /// What became of a limit.
    ///
    /// @param values to be told, empty where it was refused
    record Outcome(String meter, Map<String, Property> values) {}

    PowerLimits(Clock clock, Map<String, Limited> meters) {
        this.clock = clock;
        this.meters = Map.copyOf(meters);
    }

    private FreshValues values(Limited limited) {
        return new FreshValues(limited.meter.state(), limited.ages, clock.nanos());
    }

    /// Wants a limit.
    ///
    /// @param by who wants it
    /// @return why not, null where the inverter is asked
    synchronized Command.@Nullable Refused set(Command.Limit command, String by) {
        Limited limited = meters.get(command.meter());
        if (limited == null) {
            return refused("this meter's power cannot be limited from here");
        }
        FreshValues values = values(limited);
        double rated = values.latest(Point.of(Quantity.RATED_POWER));
        if (!PowerLimit.possible(values)) {
            return refused("the device says nothing of a limit, or of its rated power");
        }
        boolean lift = Double.isNaN(command.watts());
        long left = command.until() - clock.wall().toEpochMilli();
        if (!lift && (left <= 0 || left > LONGEST.toMillis())) {
            return new Command.Refused(
                    ControlMetrics.POWER_LIMIT_UNTIL,
                    left <= 0 ? "this moment has passed" : "more than 24 hours ahead");
        }
        long until = lift ? PowerLimit.Wish.NEVER : clock.nanos() + 1_000_000L * left;
        PowerLimit.Wish wish = new PowerLimit.Wish(lift ? rated : command.watts(), by, until);
        limited.wanted = command;
        limited.answer = limited.limit.set(wish, values, () -> {});
        return null;
    }

    private static Command.Refused refused(String reason) {
        return new Command.Refused(ControlMetrics.POWER_LIMIT, reason);
    }

    boolean isEmpty() {
        return meters.isEmpty();
    }

    /// Repeats limits, and ends those whose time is over.
    synchronized void turn() throws IOException, InterruptedException {
        for (Limited limited : meters.values()) {
            limited.limit.refresh(values(limited), _ -> true);
            limited.limit.settle();
            Outcome outcome = outcome(limited);
            if (outcome != null) {
                outcomes.put(limited.meter.name(), outcome);
            }
        }
    }

    /// What has changed since this was last asked.
    synchronized List<Outcome> outcomes() {
        List<Outcome> all = List.copyOf(outcomes.values());
        outcomes.clear();
        return all;
    }

    private static @Nullable Outcome outcome(Limited limited) {
        String meter = limited.meter.name();
        CompletionStage<Integer> answer = limited.answer;
        if (answer != null && answer.toCompletableFuture().isDone()) {
            limited.answer = null;
            if (answer.toCompletableFuture().join() != 0) {
                return new Outcome(meter, Map.of());
            }
            limited.accepted = limited.limit.limits() ? limited.wanted : null;
            return new Outcome(meter, told(limited));
        }
        if (limited.accepted != null && limited.answer == null && !limited.limit.limits()) {
            limited.accepted = null;
            return new Outcome(meter, told(limited));
        }
        return null;
    }

    private static Map<String, Property> told(Limited limited) {
        Command.Limit limit = limited.accepted;
        MetricValue watts = limit == null ? MetricValue.NULL : new MetricValue.Real(limit.watts());
        MetricValue until = limit == null ? MetricValue.NULL : new MetricValue.Whole(limit.until());
        Map<String, Property> values = new LinkedHashMap<>();
        values.put(ControlMetrics.POWER_LIMIT, new Property(DataType.DOUBLE, watts));
        values.put(ControlMetrics.POWER_LIMIT_UNTIL, new Property(DataType.DATE_TIME, until));
        return values;
    }

    @Override
    public synchronized List<Metric> birth(String meter, long at) {
        Limited limited = meters.get(meter);
        return limited == null
                ? List.of()
                : told(limited).entrySet().stream()
                        .map(each -> Metric.of(
                                each.getKey(),
                                at,
                                each.getValue().type(),
                                each.getValue().value()))
                        .toList();
    }
}
