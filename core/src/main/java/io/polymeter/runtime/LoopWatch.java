package io.polymeter.runtime;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.loop.LoopReport;
import io.polymeter.loop.OutputLoop;
import io.polymeter.loop.OutputTiming;
import io.polymeter.loop.SwingWatch;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at every meter twenty times a second, and follows the loop of each output whose timing is measured.
/// Nobody waits for it: what comes in between two looks is seen at the second.
public final class LoopWatch implements Link {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.loop");
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Polymeter polymeter;
    private volatile Map<String, Followed> followed = Map.of();
    private List<ProtocolLinks.Output> seen = List.of();

    public LoopWatch(Polymeter polymeter) {
        this.polymeter = polymeter;
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public Message description() {
        return Message.of("link-follows-loops", "follows the control loops");
    }

    @Override
    public void run(Context context) throws InterruptedException {
        report(context, Health.State.UP, description());
        while (true) {
            look(context.clock().nanos());
            context.clock().sleep(LOOK);
        }
    }

    void look(long now) {
        List<ProtocolLinks.Output> outputs = polymeter.outputs();
        if (outputs != seen) {
            seen = outputs;
            follow(outputs, now);
        }
        followed.values().forEach(output -> output.look(now));
    }

    /// What did not change is followed on.
    private void follow(List<ProtocolLinks.Output> outputs, long now) {
        Map<String, Followed> next = new TreeMap<>();
        for (ProtocolLinks.Output output : outputs) {
            OutputTiming timing = output.statistics().apply(now).timing();
            Meter meter = polymeter.meters().find(output.meter()).orElse(null);
            if (timing != null && meter != null) {
                List<Meter> steered = steered(output.name(), meter);
                Followed before = followed.get(output.name());
                next.put(
                        output.name(),
                        before != null && before.timing() == timing && before.same(meter, steered)
                                ? before.changed(now)
                                : new Followed(timing, meter, steered, now));
            }
        }
        followed = next;
    }

    private List<Meter> steered(String output, Meter shown) {
        Steered steered = Steered.by(polymeter, output, shown);
        if (steered.found()) {
            LOG.info(
                    "{}: taken to control {}, the only storage; say 'steers' if that is wrong",
                    output,
                    steered.meters().getFirst().name());
        }
        return steered.meters();
    }

    /// What is known of each output, by name.
    public Map<String, LoopReport> reports() {
        long now = polymeter.clock().nanos();
        Map<String, LoopReport> reports = new TreeMap<>();
        followed.forEach((name, output) -> reports.put(name, output.loop.report(now)));
        return reports;
    }

    /// The loop of an output; empty where its timing is not measured.
    public Optional<OutputLoop> loop(String output) {
        return Optional.ofNullable(followed.get(output)).map(known -> known.loop);
    }

    /// What swings on each output, by name.
    public Map<String, SwingWatch> swings() {
        Map<String, SwingWatch> swings = new TreeMap<>();
        followed.forEach((name, output) -> swings.put(name, output.loop.swing()));
        return swings;
    }

    /// What is known of the outputs whose loop is to blame for a swing now, by name. Cheap while there are none.
    public Map<String, LoopReport> alarms() {
        long now = polymeter.clock().nanos();
        Map<String, LoopReport> reports = new TreeMap<>();
        followed.forEach((name, output) -> {
            if (output.loop.swing().alarm()) {
                reports.put(name, output.loop.report(now));
            }
        });
        return reports;
    }

    private static final class Followed {
        private final OutputTiming timing;
        private final Meter meter;
        private final List<Meter> steered;
        private final OutputLoop loop;
        private @Nullable MeterState last;

        Followed(OutputTiming timing, Meter meter, List<Meter> steered, long now) {
            this.timing = timing;
            this.meter = meter;
            this.steered = steered;
            this.loop = new OutputLoop(timing, steered.stream().map(Meter::name).toList(), now);
        }

        OutputTiming timing() {
            return timing;
        }

        Followed changed(long now) {
            loop.changed(now);
            return this;
        }

        boolean same(Meter other, List<Meter> others) {
            return meter == other && steered.equals(others);
        }

        void look(long now) {
            MeterState state = meter.state();
            if (state != last) {
                last = state;
                received(state);
                Steered.Power grid = Steered.power(List.of(meter));
                if (grid != null) {
                    loop.grid(grid.instant(), grid.watts());
                }
            }
            Steered.Power own = Steered.power(steered);
            if (own != null) {
                loop.actuator(own.instant(), own.watts());
            }
            loop.judge(now);
        }

        /// What arrives together is one reception, as new as its newest value.
        private void received(MeterState state) {
            Readings readings = state.measured();
            timing.groups().forEach((name, group) -> {
                long newest = Long.MIN_VALUE;
                for (Point point : Point.all()) {
                    if (readings.has(point)
                            && AgeLimits.group(point, state.profile()).equals(name)) {
                        newest = Math.max(newest, readings.instant(point));
                    }
                }
                if (newest != Long.MIN_VALUE) {
                    group.received(newest);
                }
            });
        }
    }
}
