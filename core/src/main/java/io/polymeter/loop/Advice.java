package io.polymeter.loop;

import io.polymeter.loop.Oscillation.Verdict;
import io.polymeter.message.Message;
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
    /// @param swing what the windows showed, with the figures of the last that carries the verdict
    /// @param margin the latest fit, null where not enough happened
    public record Case(
            Timing timing, SwingWatch swing, @Nullable MarginFit margin) {

        /// The delay from a change at the grid to the actuator's movement, in seconds: fitted, or else a
        /// quarter of the swing's period, as for a consumer that integrates.
        double delay() {
            if (margin != null) {
                return margin.delay();
            }
            Oscillation last = swing.last();
            return pulsed() || last.hiddenLoop() ? last.delay() : last.period() / 4;
        }

        /// Whether a load sets the pace of the swing.
        boolean pulsed() {
            return swing.last().ratio() >= OscillationDetector.LOOP_RATIO;
        }

        /// The part of the delay that lies before the answer: half the source's period, the age, half the
        /// consumer's period.
        double meterSide() {
            return timing.source().quantile(0.5) / 2
                    + timing.age().mean()
                    + timing.poll().quantile(0.5) / 2;
        }

        boolean damped() {
            return margin != null && margin.margin().gain() > 1;
        }

        /// Whether a fit says that the loop swings without the load too.
        boolean atLimit() {
            return margin != null && margin.margin().gain() <= 1
                    || pulsed() && swing.last().hiddenLoop();
        }

        boolean alarm() {
            return swing.alarm();
        }
    }

    /// The sentences for a case, the most important first; empty where there is nothing to say.
    public static List<Message> of(Case known) {
        List<Message> sentences = new ArrayList<>();
        Timing timing = known.timing();
        if (known.alarm()) {
            swing(known, sentences);
        } else if (known.swing().verdict() != Verdict.NONE) {
            sentences.add(noAlarm(known.swing().verdict(), known.swing().last()));
        }
        if (timing.source().jitter() > IRREGULAR) {
            sentences.add(Message.of(
                    "advice-irregular-source",
                    "The source comes irregularly, every {seconds1} to {seconds2} s: use wait-for-new, not a fixed"
                            + " period.",
                    tenths(timing.source().quantile(0.05)),
                    tenths(timing.source().quantile(0.95))));
        }
        return List.copyOf(sentences);
    }

    private static void swing(Case known, List<Message> sentences) {
        Timing timing = known.timing();
        sentences.add(cause(known));
        boolean repeats = timing.repeatFactor() > REPEATS;
        if (repeats) {
            sentences.add(Message.of(
                    "advice-repeats",
                    "It reads each value {factor} times and acts each time. {what}",
                    tenths(timing.repeatFactor()),
                    fresh(timing)));
        }
        double delay = known.delay();
        double meter = known.meterSide();
        if (meter > delay / 2) {
            sentences.add(Message.of(
                    "advice-meter-delay",
                    "Of {seconds1} s delay, {seconds2} s are the meter's: let it push, or poll it faster.",
                    tenths(delay),
                    tenths(Math.min(meter, delay))));
        } else if (!repeats && delay > 0) {
            sentences.add(battery(known, delay));
        }
    }

    private static Message cause(Case known) {
        if (known.pulsed()) {
            return withLoad(known);
        }
        Oscillation last = known.swing().last();
        return last.hiddenLoop()
                ? Message.of(
                        "advice-hidden-swing",
                        "Loads hide whether the battery swings by itself. According to a fit over 8 minutes it responds {seconds} s"
                                + " after a value with so much gain that it would swing without them.",
                        tenths(last.delay()))
                : byItself(known);
    }

    private static Message withLoad(Case known) {
        Oscillation swing = known.swing().last();
        String period = tenths(swing.period());
        String factor = tenths(1 / swing.ratio());
        if (known.damped()) {
            return Message.of(
                    "advice-poorly-damped-load",
                    "A load pulses every {seconds} s; the loop is poorly damped and makes it {factor} times larger.",
                    period,
                    factor);
        }
        return known.atLimit()
                ? Message.of(
                        "advice-load-at-limit",
                        "A load pulses every {seconds} s; the loop makes it {factor} times larger and is at its limit"
                                + " or beyond.",
                        period,
                        factor)
                : Message.of(
                        "advice-load-larger",
                        "A load pulses every {seconds} s; the loop makes it {factor} times larger.",
                        period,
                        factor);
    }

    private static Message byItself(Case known) {
        Oscillation swing = known.swing().last();
        return known.damped()
                ? Message.of(
                        "advice-poorly-damped",
                        "The battery is poorly damped: ± {watts} W every {seconds} s, and no load does it.",
                        whole(swing.amplitude()),
                        tenths(swing.period()))
                : Message.of(
                        "advice-swings",
                        "The battery swings by itself: ± {watts} W every {seconds} s, and no load does it.",
                        whole(swing.amplitude()),
                        tenths(swing.period()));
    }

    /// A request can wait for nearly every value of a source, if that is quick enough.
    private static Message fresh(Timing timing) {
        double longest = 1.1 * timing.source().quantile(0.95);
        double poll = timing.poll().quantile(0.5);
        return longest <= LONGEST_WAIT
                ? Message.of(
                        "advice-wait-for-new",
                        "Switch on wait-for-new: {ms}ms, or let the source send every {seconds} s.",
                        whole(100 * Math.ceil(10 * longest)),
                        tenths(poll))
                : Message.of(
                        "advice-send-faster",
                        "Let the source send every {seconds} s: it is too slow for wait-for-new, which waits 2 s at"
                                + " most.",
                        tenths(poll));
    }

    private static Message battery(Case known, double delay) {
        MarginFit fit = known.margin();
        double lower = fit != null ? 2 / fit.margin().gain() : Double.NaN;
        return lower > 1
                ? Message.of(
                        "advice-lower-gain",
                        "The battery answers {seconds1} s after the value: lower its gain to 1/{factor}, or set"
                                + " min-sample-period to {seconds2} s.",
                        tenths(delay),
                        tenths(lower),
                        tenths(2 * delay))
                : Message.of(
                        "advice-sample-period",
                        "The battery answers {seconds1} s after the value: set min-sample-period to {seconds2} s.",
                        tenths(delay),
                        tenths(2 * delay));
    }

    private static Message noAlarm(Verdict verdict, Oscillation seen) {
        return switch (verdict) {
            case PERIODIC ->
                Message.of(
                        "advice-periodic",
                        "Something swings by ± {watts} W every {seconds} s. Name the battery's meter under steers, and"
                                + " the cause can be told.",
                        whole(seen.amplitude()),
                        tenths(seen.period()));
            case AMPLIFIED ->
                Message.of(
                        "advice-amplified",
                        "A load pulses every {seconds} s; the loop makes it {factor} times larger. The meter is not at"
                                + " fault.",
                        tenths(seen.period()),
                        tenths(1 / seen.ratio()));
            case LOAD ->
                Message.of(
                        "advice-load",
                        "A load pulses every {seconds} s by ± {watts} W. Nothing to do.",
                        tenths(seen.period()),
                        whole(seen.amplitude()));
            case LOOP, NONE -> Message.of("advice-short-swing", "The battery swung for a short while.");
        };
    }

    private static String tenths(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
