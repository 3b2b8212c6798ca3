package io.polymeter.loop;

import io.polymeter.loop.Oscillation.Verdict;

/// Judges many windows: what one window shows may be chance. An alarm needs three loops among the last five windows,
/// or a loop and amplified ones, or five that a load hides; or, over hours, so many single ones that it is no chance.
/// Immutable.
///
/// @param recent what the last windows showed, the newest in the lowest digit, in base 8
/// @param windows how many windows there were, up to [#HOURS]
/// @param loops a mean of how many showed a loop, over about two hours
/// @param quiet how many windows in a row showed none
/// @param alarm whether the loop is to be blamed
/// @param last the last window that showed something, for its figures
public record SwingWatch(long recent, int windows, double loops, int quiet, boolean alarm, Oscillation last) {

    private static final int FEW = 5;
    private static final int NEEDED = 3;
    private static final int CLEAR = 10;
    private static final int HIDDEN = 5;
    /// Two hours of windows half a minute apart.
    private static final int HOURS = 240;
    /// Loops that are sound, or near their limit, show a loop in fewer than 3 % of windows: an hour of single
    /// ones above this is not chance.
    private static final double OFTEN = 0.10;
    /// Nor is as many in a shorter time.
    private static final double MOSTLY = 0.25;

    private static final int TWENTY_MINUTES = 40;

    /// Nothing seen yet.
    public static final SwingWatch BEGINNING = new SwingWatch(0, 0, 0, 0, false, Oscillation.NONE);

    /// Takes the next window, half a minute after the last.
    public SwingWatch next(Oscillation window) {
        long history = (recent << 3 | code(window)) & (1L << 3 * FEW) - 1;
        boolean loop = window.verdict() == Verdict.LOOP;
        int count = Math.min(HOURS, windows + 1);
        double mean = loops + ((loop ? 1 : 0) - loops) / Math.max(count, 1);
        boolean blamed =
                few(history) || count >= HOURS / 2 && mean >= OFTEN || count >= TWENTY_MINUTES && mean >= MOSTLY;
        boolean silent = window.verdict() != Verdict.LOOP && window.verdict() != Verdict.AMPLIFIED;
        int still = silent ? quiet + 1 : 0;
        boolean raised = blamed || alarm && still < CLEAR;
        return new SwingWatch(history, count, mean, still, raised, latest(window, still));
    }

    private Oscillation latest(Oscillation window, int still) {
        if (window.verdict() != Verdict.NONE) {
            return window;
        }
        return still < CLEAR ? last : Oscillation.NONE;
    }

    /// Three bits of the history.
    private static int code(Verdict verdict) {
        return switch (verdict) {
            case NONE -> 0;
            case PERIODIC -> 1;
            case LOOP -> 2;
            case AMPLIFIED -> 3;
            case LOAD -> 4;
        };
    }

    /// A loop that was told from the minutes before, because a load hides it: these overlap from window to window.
    private static int code(Oscillation window) {
        boolean seen = window.ratio() < OscillationDetector.LOOP_RATIO;
        return window.verdict() == Verdict.LOOP && !seen ? HIDDEN : code(window.verdict());
    }

    private static boolean few(long history) {
        int loops = 0;
        int hidden = 0;
        int amplified = 0;
        for (int i = 0; i < FEW; i++) {
            int verdict = (int) (history >> 3 * i & 7);
            loops += verdict == code(Verdict.LOOP) ? 1 : 0;
            hidden += verdict == HIDDEN ? 1 : 0;
            amplified += verdict == code(Verdict.AMPLIFIED) ? 1 : 0;
        }
        return hidden == FEW || loops >= 1 && loops + hidden + amplified >= NEEDED;
    }

    /// What it is, over all of the last windows: [Verdict#LOOP] while the alarm is on, else what at least three
    /// of the last five showed.
    public Verdict verdict() {
        if (alarm) {
            return Verdict.LOOP;
        }
        for (Verdict verdict : Verdict.values()) {
            int count = 0;
            for (int i = 0; i < FEW; i++) {
                count += (recent >> 3 * i & 7) == code(verdict) ? 1 : 0;
            }
            if (count >= NEEDED && verdict != Verdict.LOOP) {
                return verdict;
            }
        }
        return Verdict.NONE;
    }
}
