package io.polymeter.loop;

import io.polymeter.loop.Oscillation.Verdict;
import java.util.ArrayList;
import java.util.List;

/// Judges many windows: what one window shows may be chance. An alarm needs three loops among the last five windows,
/// or a loop that was seen beside amplified or hidden ones; or, over hours, so many single ones that it is no chance.
/// Loops that a load hides are told from eight minutes each, so that sixteen windows share some of them: alone they
/// need two that share nothing, and most of those between.
/// Immutable.
///
/// @param recent what the last windows showed, the newest first
/// @param windows how many windows there were, up to [#HOURS]
/// @param loops a mean of how many showed a loop by themselves, over about two hours
/// @param quiet how many windows in a row showed none
/// @param alarm whether the loop is to be blamed
/// @param blamed the last window for which it was, for its figures
public record SwingWatch(
        List<Oscillation> recent, int windows, double loops, int quiet, boolean alarm, Oscillation blamed) {

    private static final int FEW = 5;
    private static final int NEEDED = 3;
    private static final int CLEAR = 10;
    /// So many windows later nothing of what a hidden loop was told from is looked at any more.
    private static final int APART = (int) Math.ceil(HiddenSwing.SECONDS / 30);
    /// Two hours of windows half a minute apart.
    private static final int HOURS = 240;
    /// Loops that are sound, or near their limit, show a loop in fewer than 3 % of windows: an hour of single
    /// ones above this is not chance.
    private static final double OFTEN = 0.10;
    /// Nor is as many in a shorter time.
    private static final double MOSTLY = 0.25;

    private static final int TWENTY_MINUTES = 40;

    /// Nothing seen yet.
    public static final SwingWatch BEGINNING = new SwingWatch(List.of(), 0, 0, 0, false, Oscillation.NONE);

    public SwingWatch {
        recent = List.copyOf(recent);
    }

    /// Takes the next window, half a minute after the last.
    public SwingWatch next(Oscillation window) {
        List<Oscillation> history = new ArrayList<>(APART + 1);
        history.add(window);
        history.addAll(recent.subList(0, Math.min(APART, recent.size())));
        int count = Math.min(HOURS, windows + 1);
        double mean = loops + ((window.seenLoop() ? 1 : 0) - loops) / count;
        boolean blames = few(history)
                || hidden(history)
                || count >= HOURS / 2 && mean >= OFTEN
                || count >= TWENTY_MINUTES && mean >= MOSTLY;
        int still = blamable(window) ? 0 : quiet + 1;
        boolean raised = blames || alarm && still < CLEAR;
        return new SwingWatch(history, count, mean, still, raised, blamed(history));
    }

    private static boolean blamable(Oscillation window) {
        return window.verdict() == Verdict.LOOP || window.verdict() == Verdict.AMPLIFIED;
    }

    private static List<Oscillation> lastOf(List<Oscillation> history) {
        return history.subList(0, Math.min(FEW, history.size()));
    }

    private static boolean few(List<Oscillation> history) {
        List<Oscillation> last = lastOf(history);
        return last.stream().anyMatch(Oscillation::seenLoop)
                && last.stream().filter(SwingWatch::blamable).count() >= NEEDED;
    }

    private static boolean hidden(List<Oscillation> history) {
        return history.size() > APART
                && history.getFirst().hiddenLoop()
                && history.get(APART).hiddenLoop()
                && history.stream().filter(Oscillation::hiddenLoop).count() > APART / 2;
    }

    /// The newest of the last few that measured something, before one that only a fit tells.
    private Oscillation blamed(List<Oscillation> history) {
        List<Oscillation> last =
                lastOf(history).stream().filter(SwingWatch::blamable).toList();
        return last.stream()
                .filter(window -> !Double.isNaN(window.period()))
                .findFirst()
                .orElse(last.isEmpty() ? blamed : last.getFirst());
    }

    /// What it is, over all of the last windows: [Verdict#LOOP] while the alarm is on, else what at least three
    /// of the last five showed.
    public Verdict verdict() {
        return alarm ? Verdict.LOOP : last().verdict();
    }

    /// The last window that carries the verdict, for its figures. Where the loop is to be blamed, it may be one that
    /// shows a load's pulses made larger.
    public Oscillation last() {
        if (alarm) {
            return blamed;
        }
        List<Oscillation> last = lastOf(recent);
        return last.stream()
                .filter(window -> window.verdict() != Verdict.LOOP)
                .filter(window -> last.stream()
                                .filter(other -> other.verdict() == window.verdict())
                                .count()
                        >= NEEDED)
                .findFirst()
                .orElse(Oscillation.NONE);
    }
}
