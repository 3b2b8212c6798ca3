package io.polymeter.fleet.site;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for what is missing, asks for it, and says what is lost.
final class Reconciliation {

    private final Step step;
    private final SiteState site;

    Reconciliation(Step step) {
        this.step = step;
        this.site = step.site();
    }

    /// Notes that values may be missing.
    void note(long from, long to, String why) {
        long first = Math.max(from, step.now() - step.terms().horizon().toMillis());
        if (first < to) {
            Gap.add(site.gaps, Gap.found(first, to, step.now()));
            step.notice(Effect.What.HOLE, "", why);
        }
    }

    /// The gateway has sent all it has of what it was asked for.
    void answered() {
        if (site.askedAt != 0) {
            site.answeredAt = Math.max(site.askedAt + 1, step.now() - SiteTimeouts.QUIET);
        }
    }

    /// The gateway says that it has nothing of a stretch of time.
    void lost(long from, long to) {
        long first = Math.max(from, step.now() - step.terms().horizon().toMillis());
        if (from > 0 && first < to && to <= step.now() + SiteTimeouts.FUTURE) {
            lose(first, to, "The gateway has no values of %d min.".formatted((to - first) / 60_000));
        }
    }

    /// When to look again; the end of time where nothing is missing.
    static long due(SiteState site, SiteTimeouts terms) {
        if (site.gaps.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (site.askedAt != 0) {
            return site.answeredAt > site.askedAt
                    ? site.answeredAt + SiteTimeouts.QUIET
                    : site.askedAt + SiteTimeouts.ANSWER;
        }
        if (!site.online) {
            return Long.MAX_VALUE;
        }
        long due = Long.MAX_VALUE;
        for (Gap gap : site.gaps) {
            due = Math.min(due, due(gap, terms));
        }
        return due;
    }

    /// A gap is looked at when the quarter-hour it ends in is over.
    private static long due(Gap gap, SiteTimeouts terms) {
        long over = Quarter.of(gap.to() - 1) + Quarter.MILLIS;
        return Math.max(gap.noted(), over) + terms.missing().toMillis();
    }

    /// The day of which values are to be asked for next; 0 for none.
    static long day(SiteState site) {
        return site.gaps.isEmpty() ? 0 : Quarter.day(site.gaps.getLast().to() - 1);
    }

    /// Looks at what is due.
    ///
    /// @param mayAsk whether this gateway may be asked now
    void look(boolean mayAsk) {
        if (due(site, step.terms()) > step.now()) {
            return;
        }
        boolean asked = site.askedAt != 0;
        if (!asked && !mayAsk) {
            return;
        }
        List<Gap> left = new ArrayList<>();
        for (Gap gap : site.gaps) {
            Gap rest = due(gap, step.terms()) > step.now() ? gap : remaining(gap);
            if (rest == null) {
                step.changed();
            } else if (rest.tries() >= SiteTimeouts.ASKED) {
                lose(
                        rest.from(),
                        rest.to(),
                        "Values of %d min will not come: the gateway was asked %d times."
                                .formatted((rest.to() - rest.from()) / 60_000, rest.tries()));
            } else {
                left.add(rest);
            }
        }
        site.gaps.clear();
        site.gaps.addAll(left);
        site.askedAt = 0;
        ask();
    }

    /// Asks for the newest day that is missing.
    private void ask() {
        for (int i = site.gaps.size() - 1; i >= 0; i--) {
            Gap gap = site.gaps.get(i);
            if (due(gap, step.terms()) <= step.now() && site.online) {
                long from = Math.max(gap.from(), Quarter.day(gap.to() - 1));
                if (from > gap.from()) {
                    // The days before come later.
                    site.gaps.set(i, Gap.found(gap.from(), from, gap.noted()));
                    site.gaps.add(i + 1, gap.narrowed(from, gap.to()).tried(step.now()));
                } else {
                    site.gaps.set(i, gap.tried(step.now()));
                }
                while (site.gaps.size() > Gap.MAX) {
                    site.gaps.removeFirst();
                }
                site.askedAt = step.now();
                step.effect(new Effect.Replay(Quarter.of(from) - Quarter.MILLIS / 15, gap.to()));
                step.changed();
                return;
            }
        }
    }

    /// What of a gap is still missing, null for nothing.
    private @Nullable Gap remaining(Gap gap) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        List<Quarters> all = meters();
        for (long from = Quarter.of(gap.from()); from < gap.to(); from += Quarter.MILLIS) {
            for (Quarters quarters : all) {
                Window window = quarters.look(from);
                if (window == null || !window.isComplete() && !window.isLost()) {
                    first = Math.min(first, from);
                    last = from;
                }
            }
        }
        all.forEach(Quarters::finish);
        if (first == Long.MAX_VALUE) {
            return null;
        }
        return gap.narrowed(Math.max(gap.from(), first), Math.min(gap.to(), last + Quarter.MILLIS));
    }

    /// Only what is over can be lost.
    private void lose(long first, long behind, String why) {
        long end = Math.min(behind, Quarter.of(step.now()));
        for (Quarters quarters : meters()) {
            for (long from = Quarter.of(first); from < end; from += Quarter.MILLIS) {
                quarters.lose(from);
            }
            quarters.finish();
        }
        step.notice(Effect.What.LOST, "", why);
    }

    private List<Quarters> meters() {
        List<Quarters> all = new ArrayList<>();
        for (int i = 1; i < site.meters.size(); i++) {
            all.add(new Quarters(step, i));
        }
        return all;
    }
}
