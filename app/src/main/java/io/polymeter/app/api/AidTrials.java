package io.polymeter.app.api;

import io.polymeter.app.live.CheckedConfiguration;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.config.Configuration;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.config.yaml.Problem;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.loop.LoopWindow;
import io.polymeter.loop.OutputLoop;
import io.polymeter.loop.Timing;
import io.polymeter.message.CodedException;
import io.polymeter.message.Message;
import io.polymeter.runtime.LoopWatch;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets an output have a control aid for a while: what its loop was like before, and what it is like with it. One at a
/// time. The file is not changed, so it ends by itself, also with the program.
public final class AidTrials {

    /// The longest trial.
    public static final Duration MAX = Duration.ofHours(1);

    /// What can be tried.
    public static final List<String> AIDS =
            List.of("wait-for-new", "min-sample-period", "bias", "deadband", "despike", "smooth");

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.loop");
    /// Degrees of phase margin that smoothing must leave.
    private static final double LEAST_PHASE = 45;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Polymeter polymeter;
    private final LiveConfiguration configuration;
    private final LoopWatch watch;
    private final Map<String, Trial> trials = new ConcurrentHashMap<>();
    private @Nullable Trial running;

    /// Why nothing is tried, in words.
    public static final class RefusedException extends CodedException {
        private static final long serialVersionUID = 1;

        RefusedException(Message why) {
            super(why);
        }
    }

    /// What somebody wants.
    ///
    /// @param aid one of [#AIDS]
    /// @param value as it stands in a file
    public record Wish(String output, String aid, String value, Duration length) {

        /// What is asked for in words.
        ///
        /// @param aid `wait-for-new=800ms`
        /// @throws RefusedException where that is no aid, or the time is too long
        public static Wish of(String output, String aid, String length) throws RefusedException {
            String[] parts = aid.split("=", 2);
            if (parts.length != 2 || !AIDS.contains(parts[0]) || parts[1].isBlank()) {
                throw new RefusedException(Message.of(
                        "try-expected-aid-value",
                        "try: expected AID=VALUE with one of {names}, e.g. wait-for-new=800ms; found '{aid}'",
                        String.join(", ", AIDS),
                        aid));
            }
            Duration time;
            try {
                time = Durations.parse(length);
            } catch (IllegalArgumentException e) {
                throw new RefusedException(Message.of("for", "for: {why}", Message.of(e)));
            }
            if (!time.isPositive() || time.compareTo(MAX) > 0) {
                throw new RefusedException(
                        Message.of("for-trial-lasts-more", "for: a trial lasts more than 0s and at most 1h"));
            }
            return new Wish(output, parts[0], parts[1].strip(), time);
        }

        String words() {
            return aid + "=" + value;
        }
    }

    private static final class Trial {
        private final Wish wish;
        private final Lent lent;
        private final long begun;
        private final Figures figures;
        private volatile @Nullable String end;
        private volatile @Nullable LoopWindow after;

        Trial(Wish wish, Lent lent, long begun, Figures figures) {
            this.wish = wish;
            this.lent = lent;
            this.begun = begun;
            this.figures = figures;
        }
    }

    /// @param plan with the aid
    /// @param before without it
    private record Lent(Plan plan, Plan before) {}

    /// @param before what the loop was like, as long as the trial will be
    /// @param start since when the figures during the trial count
    private record Figures(OutputLoop loop, LoopWindow before, Timing start) {}

    public AidTrials(ApiContext backstage, LoopWatch watch) {
        this.polymeter = backstage.polymeter();
        this.configuration = backstage.configuration();
        this.watch = watch;
    }

    /// Begins.
    ///
    /// @throws RefusedException where there is no such output, another trial runs, or `check` refuses the aid
    public synchronized void begin(Wish wish) throws RefusedException {
        OutputLoop loop = watch.loop(wish.output())
                .orElseThrow(() -> new RefusedException(Message.of(
                        "there-no-output-whose",
                        "there is no output '{name}' whose timing is measured",
                        wish.output())));
        Trial other = running;
        if (other != null) {
            throw new RefusedException(
                    Message.of("another-trial-runs", "another trial runs, of {output}", other.wish.output()));
        }
        Plan plan = plan(wish);
        smoothing(plan, wish, loop);
        long now = polymeter.clock().nanos();
        double known = Math.min(loop.seconds(now), wish.length().toNanos() / 1e9);
        LoopWindow before = loop.window(now - Math.round(known * 1e9), now, null);
        Figures figures = new Figures(loop, before, loop.timing(now));
        Trial trial = new Trial(wish, new Lent(plan, configuration.lend(plan)), now, figures);
        running = trial;
        trials.put(wish.output(), trial);
        LOG.warn("{}: {} is tried for {}", wish.output(), wish.words(), Durations.format(wish.length()));
        Thread.ofVirtual().name("aid-trial").start(() -> watch(trial));
    }

    /// What the loop was measured to be is better known than any model of its consumer.
    private static void smoothing(Plan plan, Wish wish, OutputLoop loop) throws RefusedException {
        OutputSettings output = plan.settings().outputs().get(wish.output());
        Duration smooth = output == null ? null : output.smooth();
        double phase = smooth == null ? Double.NaN : loop.phaseBehind(smooth.toNanos() / 1e9);
        if (phase < LEAST_PHASE) {
            throw new RefusedException(Message.of(
                    "trial-smooth-swings",
                    "smooth: the loop is estimated to have {margin} degrees of phase margin then; below {least} it may"
                            + " begin to swing",
                    Math.round(phase),
                    Math.round(LEAST_PHASE)));
        }
    }

    private Plan plan(Wish wish) throws RefusedException {
        CheckedConfiguration checked;
        try {
            FileEdit edit = FileEdit.of(configuration.text(), Configuration.ORDER);
            edit.put(List.of("outputs", wish.output(), wish.aid()), new JsonValue.StringValue(wish.value()));
            checked = configuration.check(edit.bytes());
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException(Message.of(e));
        }
        Plan plan = checked.plan();
        if (plan == null) {
            throw new RefusedException(checked.problems().stream()
                    .filter(Problem::isError)
                    .findFirst()
                    .map(Problem::said)
                    .orElse(checked.summary()));
        }
        return plan;
    }

    private void watch(Trial trial) {
        try {
            long end = trial.begun + trial.wish.length().toNanos();
            while (trial.end == null && polymeter.clock().nanos() - end < 0) {
                polymeter.clock().sleep(LOOK);
                if (!configuration.runs(trial.lent.plan())) {
                    finish(trial, "the configuration was changed");
                }
            }
            finish(trial, "the time is over");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void finish(Trial trial, String why) {
        if (trial.end == null) {
            trial.after = now(trial);
            trial.end = why;
            configuration.restore(trial.lent.plan(), trial.lent.before());
            running = running == trial ? null : running;
            LOG.warn("{}: the trial of {} has ended: {}", trial.wish.output(), trial.wish.words(), why);
        }
    }

    /// Ends the trial of an output, where there is one.
    public void end(String output) {
        Trial trial = trials.get(output);
        if (trial != null) {
            finish(trial, "it was ended");
        }
    }

    private LoopWindow now(Trial trial) {
        return trial.figures.loop().window(trial.begun, polymeter.clock().nanos(), trial.figures.start());
    }

    /// Begins what a request asks for.
    ///
    /// @param asked `output`, `try` and `for`
    /// @return how it stands, or `error`
    public JsonObject answer(JsonValue asked) {
        String output = Objects.requireNonNullElse(asked.text("output"), "");
        try {
            begin(Wish.of(
                    output,
                    Objects.requireNonNullElse(asked.text("try"), ""),
                    Objects.requireNonNullElse(asked.text("for"), "10m")));
            return state(output);
        } catch (RefusedException e) {
            return new JsonObject()
                    .put("error", e.getMessage())
                    .put("code", e.said().code())
                    .put("params", e.said().params());
        }
    }

    /// The trial that runs, or the last there was, with the figures before and during it side by side.
    public JsonObject state(String output) {
        Trial trial = trials.get(output);
        if (trial == null) {
            return new JsonObject().put("running", false);
        }
        String end = trial.end;
        LoopWindow after = trial.after;
        double left =
                (trial.begun + trial.wish.length().toNanos() - polymeter.clock().nanos()) / 1e9;
        return new JsonObject()
                .put("running", end == null)
                .put("output", output)
                .put("try", trial.wish.words())
                .put("for-s", trial.wish.length().toMillis() / 1e3)
                .put("left-s", end == null ? Math.ceil(Math.max(0, left)) : 0)
                .put("ended", end == null ? JsonValue.NullValue.NULL : new JsonValue.StringValue(end))
                .put("before", LoopJson.window(trial.figures.before()))
                .put("with", LoopJson.window(end == null || after == null ? now(trial) : after));
    }
}
