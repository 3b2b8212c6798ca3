package io.polymeter.loop;

import io.polymeter.message.Message;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Follows the loop of one output: collects what was received, and judges it every half minute. One thread
/// writes; a report may be made on any.
public final class OutputLoop {

    private static final long HOP = 30_000_000_000L;
    private static final long QUARTER = 900_000_000_000L;
    private static final int FITS = 8;
    private static final String LIVE = "live";
    // A quarter of an hour of values every 110 ms.
    private static final int CAPACITY = 8192;

    private final OutputTiming timing;
    private final List<String> steers;
    private final Trace grid = new Trace(CAPACITY);
    private final Trace actuator = new Trace(CAPACITY);
    private final ArrayDeque<MarginFit> fits = new ArrayDeque<>();
    private final long begin;
    private long judged;
    private long fitted;
    private volatile long changed;
    private volatile double sign = 1;
    private volatile SwingWatch swing = SwingWatch.BEGINNING;
    private volatile List<MarginFit> shown = List.of();

    /// @param steers the meters whose power the consumer sets, empty where none is known
    /// @param begin the present moment
    public OutputLoop(OutputTiming timing, List<String> steers, long begin) {
        this.timing = timing;
        this.steers = List.copyOf(steers);
        this.begin = begin;
        this.changed = begin;
        this.judged = begin;
        this.fitted = begin;
    }

    /// The configuration was changed, and the loop with it perhaps: minutes before this moment say nothing of it.
    public void changed(long now) {
        changed = now;
    }

    /// Live values of the meter that is shown were received, where nobody else tells the timing.
    public void received(long instant) {
        timing.group(LIVE).received(instant);
    }

    /// Grid power was received: watts, import positive.
    public void grid(long instant, double power) {
        grid.add(instant, power);
    }

    /// The power of what the consumer sets was received: watts, of either sign.
    public void actuator(long instant, double power) {
        actuator.add(instant, power);
    }

    /// Judges what has become due.
    public void judge(long now) {
        if (now - judged < HOP) {
            return;
        }
        judged = now;
        Trace.Samples seen = grid.samples();
        if (steers.isEmpty()) {
            swing = swing.next(OscillationDetector.judge(seen, null, now, changed));
            return;
        }
        Trace.Samples own = signed(seen, actuator.samples(), now);
        swing = swing.next(OscillationDetector.judge(seen, own, now, changed));
        if (now - fitted >= QUARTER) {
            fitted = now;
            MarginFit fit = MarginFit.of(seen, own, now);
            if (fit != null) {
                fits.add(fit);
            }
            if (fits.size() > FITS) {
                fits.remove();
            }
            shown = List.copyOf(fits);
        }
    }

    /// A meter may count charging or discharging as positive. Right is where the sum with the grid's power moves less;
    /// the evidence is collected, because a battery that stands still says nothing.
    private Trace.Samples signed(Trace.Samples seen, Trace.Samples own, long now) {
        if (own.isEmpty() || seen.isEmpty()) {
            return own;
        }
        Trace.Samples window = seen.between(now - HOP, now);
        double plus = roughness(window, own);
        double minus = roughness(window, own.negative());
        sign = 0.95 * sign + minus - plus;
        return sign >= 0 ? own : own.negative();
    }

    private static double roughness(Trace.Samples window, Trace.Samples own) {
        return own.at(window, OscillationDetector.late(window, own)).roughness(window);
    }

    /// The figures of the group `live` since the start.
    public Timing timing(long now) {
        return timing.group(LIVE).all(now);
    }

    /// What it was like from a moment until now, as far as that is remembered.
    ///
    /// @param earlier the figures that [#timing] gave at that moment; null for those of the last ten minutes
    public LoopWindow window(long from, long now, @Nullable Timing earlier) {
        Trace.Samples seen = grid.samples().between(from, now);
        Trace.Samples own = actuator.samples();
        Trace.Samples signed = sign >= 0 ? own : own.negative();
        boolean steered = !steers.isEmpty() && !own.isEmpty();
        GroupTiming live = timing.group(LIVE);
        double seconds = (now - from) / 1e9;
        return new LoopWindow(
                seconds,
                seen.rms(),
                seen.spread(),
                steered ? own.between(from, now).roughness() * 3600 / seconds : Double.NaN,
                OscillationDetector.judge(seen, steered ? signed : null, now, Math.max(from, changed)),
                earlier == null ? live.recent(now) : live.all(now).since(earlier));
    }

    /// The phase margin that the latest fit predicts behind a low-pass, in degrees; NaN where nothing was fitted.
    ///
    /// @param lag its time constant, seconds
    public double phaseBehind(double lag) {
        List<MarginFit> known = shown;
        if (known.isEmpty()) {
            return Double.NaN;
        }
        MarginFit fit = known.getLast();
        return Margin.of(fit.integral(), fit.proportional(), fit.delay(), lag).phase();
    }

    /// What the windows showed so far.
    public SwingWatch swing() {
        return swing;
    }

    /// What is known now.
    public LoopReport report(long now) {
        Map<String, Timing> recent = new TreeMap<>();
        Map<String, Timing> day = new TreeMap<>();
        timing.groups().forEach((name, group) -> {
            recent.put(name, group.recent(now));
            day.put(name, group.day(now));
        });
        List<MarginFit> known = shown;
        Timing live = recent.get(LIVE);
        List<Message> advice = live == null
                ? List.of()
                : Advice.of(new Advice.Case(live, swing, known.isEmpty() ? null : known.getLast()));
        return new LoopReport(recent, day, steers, swing, known, advice);
    }

    /// How long it has been followed, in seconds.
    public double seconds(long now) {
        return (now - begin) / 1e9;
    }
}
