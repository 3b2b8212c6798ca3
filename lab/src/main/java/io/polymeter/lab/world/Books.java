package io.polymeter.lab.world;

import io.polymeter.link.OutputStatistics;
import io.polymeter.runtime.Snapshot;
import java.util.Map;

/// Whether the program's counters add up, and agree with what the world has seen.
final class Books {

    private static final long LINES = 60;
    private static final long LINES_PER_FAULT = 12;

    private final World world;

    Books(World world) {
        this.world = world;
    }

    void check(Snapshot snapshot, int faults, long lines) {
        for (Snapshot.Output output : snapshot.outputs()) {
            OutputStatistics counted = output.statistics();
            if (counted.requests() != counted.served() + counted.refusals() + counted.silent()) {
                throw new Violation("the counters of " + output.name() + " do not add up: " + counted);
            }
            if (output.name().equals("controller") && counted.requests() != world.served()) {
                throw new Violation(output.name() + " counted " + counted.requests() + " of " + world.served());
            }
        }
        for (Snapshot.Link link : snapshot.links()) {
            if (link.name().startsWith("rtu:")) {
                bus(link.counters(), faults);
            }
        }
        if (lines > LINES + LINES_PER_FAULT * faults) {
            throw new Violation(lines + " lines in the log after " + faults + " faults");
        }
    }

    /// Each request has its reply, but for those that were late or met an unplugged adapter.
    private void bus(Map<String, Long> counters, int faults) {
        long answered = counters.getOrDefault("answered", 0L);
        if (answered != world.inverter.answered()) {
            throw new Violation(
                    "the bus heard " + world.inverter.answered() + " replies, " + answered + " were counted");
        }
        long open = counters.getOrDefault("requests", 0L)
                - answered
                - counters.getOrDefault("late", 0L)
                - counters.getOrDefault("silent", 0L);
        if (open < 0 || open > faults + 1) {
            throw new Violation(open + " requests on the bus are not accounted for: " + counters);
        }
    }
}
