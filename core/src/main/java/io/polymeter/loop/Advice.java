package io.polymeter.loop;

import io.polymeter.loop.Oscillation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What would help, as sentences that carry the figures they rest on. A table: a condition, a sentence.
final class Advice {

    private static final double REPEATS = 1.5;
    /// Seconds that a request may wait.
    private static final double LONGEST_WAIT = 2;
    private static final double IRREGULAR = 0.5;

    private Advice() {}

    /// What is known of an output.
    ///
    /// @param timing of the last ten minutes
    /// @param swing what the windows showed, with the figures of the last that showed something
    /// @param margin the latest fit, null where not enough happened
    public record Case(
            Timing timing, SwingWatch swing, @Nullable MarginFit margin) {

        /// The delay from a change at the grid to the actuator's movement, in seconds: fitted, or else a
        /// quarter of the swing's period, as for a consumer that integrates.
        double delay() {
            return margin != null ? margin.delay() : swing.last().period() / 4;
        }

        /// The part of the delay that lies before the answer: half the source's period, the age, half the
        /// consumer's period.
        double meterSide() {
            return timing.source().quantile(0.5) / 2
                    + timing.age().mean()
                    + timing.poll().quantile(0.5) / 2;
        }

        boolean alarm() {
            return swing.alarm();
        }
    }

    /// The sentences for a case, the most important first; empty where there is nothing to say.
    public static List<String> of(Case known) {
        List<String> sentences = new ArrayList<>();
        Timing timing = known.timing();
        if (known.alarm()) {
            swing(known, sentences);
        } else if (known.swing().verdict() != Verdict.NONE) {
            sentences.add(noAlarm(known.swing().verdict(), known.swing().last()));
        }
        if (timing.source().jitter() > IRREGULAR) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "The source comes irregularly, every %.1f to %.1f s: use wait-for-new, not a fixed period.",
                    timing.source().quantile(0.05),
                    timing.source().quantile(0.95)));
        }
        return List.copyOf(sentences);
    }

    private static void swing(Case known, List<String> sentences) {
        Oscillation swing = known.swing().last();
        Timing timing = known.timing();
        sentences.add(String.format(
                Locale.ROOT,
                "The battery %s: ± %.0f W every %.1f s, and no load does it.",
                known.margin() != null && known.margin().margin().gain() > 1 ? "is poorly damped" : "swings by itself",
                swing.amplitude(),
                swing.period()));
        boolean repeats = timing.repeatFactor() > REPEATS;
        if (repeats) {
            sentences.add(String.format(
                            Locale.ROOT, "It reads each value %.1f times and acts each time. ", timing.repeatFactor())
                    + fresh(timing));
        }
        double delay = known.delay();
        double meter = known.meterSide();
        if (meter > delay / 2) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Of %.1f s delay, %.1f s are the meter's: let it push, or poll it faster.",
                    delay,
                    Math.min(meter, delay)));
        } else if (!repeats && delay > 0) {
            sentences.add(battery(known, delay));
        }
    }

    /// A request can wait for nearly every value of a source, if that is quick enough.
    private static String fresh(Timing timing) {
        double longest = 1.1 * timing.source().quantile(0.95);
        double poll = timing.poll().quantile(0.5);
        return longest <= LONGEST_WAIT
                ? String.format(
                        Locale.ROOT,
                        "Switch on wait-for-new: %.0fms, or let the source send every %.1f s.",
                        100 * Math.ceil(10 * longest),
                        poll)
                : String.format(
                        Locale.ROOT,
                        "Let the source send every %.1f s: it is too slow for wait-for-new, which waits 2 s at most.",
                        poll);
    }

    private static String battery(Case known, double delay) {
        MarginFit fit = known.margin();
        double lower = fit != null ? 2 / fit.margin().gain() : Double.NaN;
        String gain = lower > 1 ? String.format(Locale.ROOT, "lower its gain to 1/%.1f, or ", lower) : "";
        return String.format(
                Locale.ROOT,
                "The battery answers %.1f s after the value: %sset min-sample-period to %.1f s.",
                delay,
                gain,
                2 * delay);
    }

    private static String noAlarm(Verdict verdict, Oscillation seen) {
        return switch (verdict) {
            case PERIODIC ->
                String.format(
                        Locale.ROOT,
                        "Something swings by ± %.0f W every %.1f s. Name the battery's meter under steers, and"
                                + " the cause can be told.",
                        seen.amplitude(),
                        seen.period());
            case AMPLIFIED ->
                String.format(
                        Locale.ROOT,
                        "A load pulses every %.1f s; the loop makes it %.1f times larger. The meter is not at fault.",
                        seen.period(),
                        1 / seen.ratio());
            case LOAD ->
                String.format(
                        Locale.ROOT,
                        "A load pulses every %.1f s by ± %.0f W. Nothing to do.",
                        seen.period(),
                        seen.amplitude());
            case LOOP, NONE -> String.format(Locale.ROOT, "The battery swung for a short while.");
        };
    }
}
