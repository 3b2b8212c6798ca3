package io.polymeter.runtime;

import io.polymeter.link.Clock;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.Planning;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.ServedRegisters;
import io.polymeter.loop.GroupTiming;
import io.polymeter.loop.OutputTiming;
import io.polymeter.message.CodedException;
import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Cuts the source of an output's meter for a time, or the output's own endpoints, and watches what the output's
/// consumers are told. All else is real. It ends by itself, however it ends.
public final class Drill {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LIVE = "live";

    private final Polymeter polymeter;
    private final ProtocolLinks.Output output;
    private final Meter meter;
    private final Clock clock;
    private final OutputTiming timing;
    private final Steered steered;
    private final long limit;
    private final List<Phase> phases = new ArrayList<>();

    /// What is cut.
    public enum Cut {
        /// The source gives nothing: what comes is dropped.
        SILENCE("what the source gave was dropped; its connection stayed open"),
        /// The connection to the source is closed, and not opened again.
        RESET("the connection to the source was closed, and not opened again until the end"),
        /// The source gives its last values again and again, and nothing tells that they are old.
        FROZEN("each reply of the source was taken as its last values once more, as of that moment"),
        /// The source's replies cannot be decoded.
        GARBAGE("the source was heard, and what it gave was taken as undecodable"),
        /// The output's endpoints are closed.
        GONE("the endpoints of the output were closed, and opened again at the end; the source was read on");

        private final String how;

        Cut(String how) {
            this.how = how;
        }
    }

    /// A drill that is not done, and why.
    public static final class RefusedException extends CodedException {
        private static final long serialVersionUID = 1;

        public RefusedException(Message reason) {
            super(reason);
        }
    }

    /// What was observed. Times are seconds after the cut, and after its end; NaN where it did not happen.
    ///
    /// @param lastServed when a live value was served last
    /// @param servedMeanwhile how many answers had live values
    /// @param oldestServed how old the oldest of them was, seconds
    /// @param told what consumers were told in place of values
    /// @param recovered when the first live value was served again
    /// @param how it was cut, for people
    public record Result(
            double lastServed,
            long servedMeanwhile,
            double oldestServed,
            String told,
            double recovered,
            String how,
            List<Phase> requests) {

        public Result {
            requests = List.copyOf(requests);
        }
    }

    /// What was asked in a part of it, and what the consumer did.
    ///
    /// @param power of what it steers, from the lowest to the highest, watts as its meter counts; NaN where it is
    ///     not known
    public record Phase(String name, double seconds, long asked, long served, long refused, long silent, Span power) {}

    /// From one number to another.
    public record Span(double low, double high) {

        static final Span NONE = new Span(Double.NaN, Double.NaN);

        Span with(double value) {
            return Double.isNaN(low) ? new Span(value, value) : new Span(Math.min(low, value), Math.max(high, value));
        }
    }

    private Drill(Polymeter polymeter, ProtocolLinks.Output output, Meter meter, OutputTiming timing) {
        this.polymeter = polymeter;
        this.output = output;
        this.meter = meter;
        this.clock = polymeter.clock();
        this.timing = timing;
        this.steered = Steered.by(polymeter, output.name(), meter);
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
                return new Drill(polymeter, output, meter, timing);
            }
        }
        return null;
    }

    /// Cuts and watches.
    ///
    /// @param length of the cut
    /// @throws RefusedException where it would be dangerous, or cannot be done
    public Result run(Cut kind, Duration length) throws InterruptedException, RefusedException {
        List<String> held = check(kind);
        watch("before", BEFORE, false);
        Seen cut;
        OutputStatistics before = statistics();
        try {
            begin(kind, held);
            cut = watch("cut", length, false);
        } finally {
            meter.intake(Meter.Intake.OPEN);
            polymeter.supervisor().release(held);
        }
        String told = told(kind, before, statistics());
        Seen after = watch("after", PATIENCE, true);
        String how = kind == Cut.RESET && held.isEmpty()
                ? Cut.SILENCE.how + ": it has none that is its own and opened from here"
                : kind.how;
        return new Result(cut.last(), cut.count(), cut.oldest(), told, after.last(), how, phases);
    }

    /// Refuses what would be dangerous, or cannot be done.
    ///
    /// @return the links that would do nothing meanwhile
    public List<String> check(Cut kind) throws RefusedException {
        DrillGuard.check(polymeter, output, meter);
        return held(kind);
    }

    private void begin(Cut kind, List<String> held) {
        switch (kind) {
            case SILENCE -> meter.intake(Meter.Intake.NOTHING);
            case RESET -> {
                meter.intake(Meter.Intake.NOTHING);
                polymeter
                        .supervisor()
                        .hold(held, Message.of("drill-closed-connection", "a drill closed the connection"));
            }
            case FROZEN -> meter.intake(Meter.Intake.FROZEN);
            case GARBAGE -> meter.intake(Meter.Intake.GARBAGE);
            case GONE ->
                polymeter.supervisor().hold(held, Message.of("drill-closed-endpoint", "a drill closed the endpoint"));
        }
    }

    private List<String> held(Cut kind) throws RefusedException {
        List<String> all = polymeter.supervisor().links().stream()
                .map(link -> link.link().name())
                .toList();
        if (kind == Cut.RESET) {
            // Who writes to us holds the connection itself; who shares one with other meters keeps it.
            return all.stream()
                    .filter(name ->
                            name.equals(meter.name()) || name.startsWith(meter.name() + ".") && !name.endsWith(".push"))
                    .filter(_ -> !isComputed())
                    .toList();
        }
        if (kind == Cut.GONE) {
            int unit = output.where().lastIndexOf(" unit ");
            List<String> places =
                    List.of(output.where().substring(0, Math.max(0, unit)).split(", ", -1));
            List<String> own = all.stream().filter(places::contains).toList();
            if (own.isEmpty()) {
                throw new RefusedException(Message.of(
                        "cut-gone-needs-endpoints",
                        "cut: 'gone' needs endpoints, which {output} does not have",
                        output.name()));
            }
            return own;
        }
        return List.of();
    }

    private boolean isComputed() {
        Planning.PlannedMeter planned = polymeter.plan().meters().get(meter.name());
        return planned == null || planned.settings().source().isComputed();
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
        Span power = Span.NONE;
        long now = begin;
        while (now - begin < length.toNanos() && !(once && count > 0)) {
            clock.sleep(LOOK);
            now = clock.nanos();
            Steered.Power own = steered.power();
            power = own == null || own.instant() < begin ? power : power.with(own.watts());
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
                end.silent() - first.silent(),
                power));
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

    private String told(Cut kind, OutputStatistics before, OutputStatistics after) {
        if (kind == Cut.GONE) {
            return "nothing: no endpoint was open";
        }
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
            return after.requests() == before.requests()
                    ? "nothing: nobody asked"
                    : kind == Cut.FROZEN ? "the last values, as fresh" : "values";
        }
        return String.join(", ", told);
    }
}
