package io.polymeter.lab.world;

import io.polymeter.link.OutputStatistics;
import io.polymeter.runtime.Snapshot;

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
            long seen = output.name().equals("plenticore") ? world.inverter.answered() : world.served();
            if (counted.requests() != seen) {
                throw new Violation(output.name() + " counted " + counted.requests() + " requests of " + seen);
            }
        }
        if (lines > LINES + LINES_PER_FAULT * faults) {
            throw new Violation(lines + " lines in the log after " + faults + " faults");
        }
        for (Snapshot.Link link : snapshot.links()) {
            long timeouts = link.counters().getOrDefault("timeouts", 0L);
            if (timeouts > 3L * (faults + 1) + link.restarts()) {
                throw new Violation(link.name() + " waited for " + timeouts + " replies in vain in " + link.restarts()
                        + " attempts");
            }
        }
    }
}
