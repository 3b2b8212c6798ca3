package io.polymeter.runtime;

import io.polymeter.link.Clock;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.ServedRegisters;
import io.polymeter.loop.GroupTiming;
import io.polymeter.loop.OutputTiming;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Cuts the source of an output's meter for a time, and watches what the output's consumers are told. Everything behind
/// the meter is real. It ends by itself, however it ends.
public final class Drill {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LIVE = "live";

    private final ProtocolLinks.Output output;
    private final Meter meter;
    private final Clock clock;
    private final OutputTiming timing;
    private final long limit;
    private final List<Phase> phases = new ArrayList<>();

    /// What was observed. Times are seconds after the cut, and after its end; NaN where it did not happen.
    ///
    /// @param lastServed when a live value was served last
    /// @param servedMeanwhile how many answers had live values
    /// @param oldestServed how old the oldest of them was, seconds
    /// @param told what consumers were told in place of values
    /// @param recovered when the first live value was served again
    public record Result(
            double lastServed,
            long servedMeanwhile,
            double oldestServed,
            String told,
            double recovered,
            List<Phase> requests) {

        public Result {
            requests = List.copyOf(requests);
        }
    }

    /// What was asked in a part of it.
    public record Phase(String name, double seconds, long asked, long served, long refused, long silent) {}

    private Drill(ProtocolLinks.Output output, Meter meter, Clock clock, OutputTiming timing) {
        this.output = output;
        this.meter = meter;
        this.clock = clock;
        this.timing = timing;
        ServedRegisters face = output.face();
        this.limit = face == null
                ? Long.MAX_VALUE
                : meter.state().profile() == null
                        ? Long.MAX_VALUE
                        : meter.state()
                                .profile()
                                .group(LIVE)
                                .map(face.policy()::limit)
                                .orElse(Long.MAX_VALUE);
    }

    /// Prepares a drill; null where there is no output of this name whose timing is measured.
    public static @Nullable Drill of(Polymeter polymeter, String name) {
        long now = polymeter.clock().nanos();
        for (ProtocolLinks.Output output : polymeter.outputs()) {
            OutputTiming timing = output.statistics().apply(now).timing();
            Meter meter = polymeter.meters().find(output.meter()).orElse(null);
            if (output.name().equals(name) && timing != null && meter != null) {
                return new Drill(output, meter, polymeter.clock(), timing);
            }
        }
        return null;
    }

    /// Cuts and watches.
    ///
    /// @param length of the cut
    public Result run(Duration length) throws InterruptedException {
        watch("before", BEFORE, false);
        Seen cut;
        OutputStatistics before = statistics();
        try {
            meter.cut(true);
            cut = watch("cut", length, false);
        } finally {
            meter.cut(false);
        }
        String told = told(before, statistics());
        Seen after = watch("after", PATIENCE, true);
        return new Result(cut.last(), cut.count(), cut.oldest(), told, after.last(), phases);
    }

    private record Seen(double last, long count, double oldest) {}

    /// @param once ends with the first value
    private Seen watch(String phase, Duration length, boolean once) throws InterruptedException {
        GroupTiming group = timing.group(LIVE);
        OutputStatistics first = statistics();
        long begin = clock.nanos();
        long answers = group.all(begin).age().count();
        double ages = group.ageSum();
        long count = 0;
        double last = Double.NaN;
        double oldest = Double.NaN;
        long now = begin;
        while (now - begin < length.toNanos() && !(once && count > 0)) {
            clock.sleep(LOOK);
            now = clock.nanos();
            long answered = group.all(now).age().count();
            double sum = group.ageSum();
            double age = answered == answers ? Double.NaN : (sum - ages) / (answered - answers);
            // What is older than the limit was told as absent, unless it is held.
            if (answered > answers && (age * 1e9 <= limit || holds())) {
                count += answered - answers;
                last = (now - begin) / 1e9;
                oldest = Double.isNaN(oldest) ? age : Math.max(oldest, age);
            }
            answers = answered;
            ages = sum;
        }
        OutputStatistics end = statistics();
        phases.add(new Phase(
                phase,
                (now - begin) / 1e9,
                end.requests() - first.requests(),
                end.served() - first.served(),
                refused(end) - refused(first),
                end.silent() - first.silent()));
        return new Seen(last, count, oldest);
    }

    private boolean holds() {
        ServedRegisters face = output.face();
        return face != null && face.policy().whenStale() == io.polymeter.profile.Profile.WhenStale.HOLD;
    }

    private OutputStatistics statistics() {
        return output.statistics().apply(clock.nanos());
    }

    private static long refused(OutputStatistics statistics) {
        return statistics.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    private String told(OutputStatistics before, OutputStatistics after) {
        TreeSet<String> told = new TreeSet<>();
        for (Map.Entry<String, Long> reason : after.refused().entrySet()) {
            if (reason.getValue() > before.refused().getOrDefault(reason.getKey(), 0L)) {
                told.add("exception: " + reason.getKey());
            }
        }
        if (after.silent() > before.silent()) {
            told.add("silence");
        }
        ServedRegisters face = output.face();
        boolean absent = face != null
                && face.policy().whenStale() == io.polymeter.profile.Profile.WhenStale.NOT_AVAILABLE
                && after.served() > before.served();
        if (absent) {
            told.add("not available");
        }
        if (told.isEmpty()) {
            return after.requests() == before.requests() ? "nothing: nobody asked" : "values";
        }
        return String.join(", ", told);
    }
}
