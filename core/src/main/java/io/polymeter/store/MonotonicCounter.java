package io.polymeter.store;

/// One energy counter of a source, and the one that consumers are shown in its place, which never falls.
/// Immutable.
///
/// A source's counter that falls far was reset or belongs to another device: from there on its growth alone counts.
/// Comes it back to where it was in one step, it had only been away, and is believed again. One that falls a little
/// was imprecise: what was shown stays until it is passed.
///
/// @param measured the source's last value
/// @param offset what is added to it
/// @param shown the last value that was shown; nothing below it is ever shown again
/// @param episode the last fall, while it may still turn out to be none
/// @param most what may be shown before more is stored: after a crash nothing above it has been shown
/// @param waiting true after a crash until the source tells its first value
record MonotonicCounter(double measured, double offset, double shown, Episode episode, double most, boolean waiting) {

    /// A smaller fall is imprecision, unless more than half is gone. In the counter's unit, e.g. Wh.
    static final double FALL = 1000;

    /// At least so much more may be shown before it is stored again: a source may count in steps of a kWh.
    static final double LEEWAY = 1000;

    /// The same of energy that is integrated here: after a crash it may be that much too high.
    static final double OWN_LEEWAY = 20;

    /// The last fall of the source's counter.
    ///
    /// @param high where it fell from, NaN: it has not
    /// @param low where it fell to
    /// @param offset what was added before
    record Episode(double high, double low, double offset) {
        static final Episode NONE = new Episode(Double.NaN, Double.NaN, 0);

        private boolean open() {
            return !Double.isNaN(high);
        }
    }

    /// The first value of a source.
    static MonotonicCounter first(double measured) {
        return new MonotonicCounter(measured, 0, measured, Episode.NONE, Double.POSITIVE_INFINITY, false);
    }

    /// True if `value` cannot be the same counter's next value.
    boolean falls(double value) {
        return value < measured / 2 || measured - value > FALL;
    }

    /// The counter after the source's next value.
    MonotonicCounter next(double value) {
        if (waiting) {
            return resumed(value);
        }
        MonotonicCounter next = falls(value) ? fall(value) : rise(value);
        return next.at(value);
    }

    /// The counter after its register was full and began anew at 0.
    ///
    /// @param modulus how much the register holds, in the counter's unit
    MonotonicCounter wrapped(double value, double modulus) {
        return waiting ? next(value) : with(offset + modulus, Episode.NONE).at(value);
    }

    /// Whether a connection can have carried what the source's next value says; a fall is another matter.
    boolean reaches(double value, PlausibleSteps steps, long nanos) {
        boolean back = episode.open() && value >= episode.high && steps.fits(episode.high, value, nanos);
        return back || value <= measured || steps.fits(measured, value, nanos);
    }

    /// Shows a value once it may be shown, and until then what was shown last: never a number in between.
    private MonotonicCounter at(double value) {
        double counted = Math.max(shown, value + offset);
        return new MonotonicCounter(value, offset, counted <= most ? counted : shown, episode, most, false);
    }

    private MonotonicCounter fall(double value) {
        return with(shown - value, episode.open() ? episode : new Episode(measured, value, offset));
    }

    private MonotonicCounter rise(double value) {
        if (!episode.open()) {
            return this;
        }
        double depth = episode.high - episode.low;
        if (value >= episode.high && value - measured > depth / 2) {
            return with(episode.offset, Episode.NONE);
        }
        // It counts again, so the fall was one.
        return value - episode.low > depth / 100 ? with(offset, Episode.NONE) : this;
    }

    private MonotonicCounter with(double newOffset, Episode newEpisode) {
        return new MonotonicCounter(measured, newOffset, shown, newEpisode, most, waiting);
    }

    /// The first value after a crash. A source that counted on proves what was shown, for that was what it
    /// told. Where it may have fallen since it was stored, only the bound of what was shown is known: that is
    /// shown, until it is passed.
    private MonotonicCounter resumed(double value) {
        boolean told = measured + offset >= shown;
        // Below, a minute brings back what a fall took.
        boolean high = measured > FALL && value >= measured;
        if (told && high && (!episode.open() || value < episode.high)) {
            double showable = Math.clamp(value + offset, shown, Math.max(shown, most));
            return new MonotonicCounter(value, offset, showable, episode, most, false);
        }
        return new MonotonicCounter(measured, offset, most, episode, most, false).next(value);
    }

    /// The counter after so much more was integrated. After a restart it goes on from the bound.
    MonotonicCounter plus(double energy) {
        MonotonicCounter base = waiting ? new MonotonicCounter(most, 0, most, Episode.NONE, most, false) : this;
        return base.next(base.measured + energy);
    }

    /// The counter of another device, which goes on from what was shown last.
    MonotonicCounter replaced(double value) {
        double last = waiting ? most : shown;
        return new MonotonicCounter(value, last - value, last, Episode.NONE, most, false);
    }

    /// The counter as it was stored.
    ///
    /// @param clean true if nothing has been shown since
    MonotonicCounter restored(boolean clean) {
        return new MonotonicCounter(measured, offset, shown, episode, most, !clean);
    }

    /// The counter with what may be shown until the next time it is stored.
    ///
    /// @param stored what was shown when it was stored last; NaN: never
    /// @param leeway how much at least
    MonotonicCounter bounded(double stored, double leeway) {
        if (waiting) {
            return this;
        }
        // What the last bound held back is shown with the next value.
        double reached = Math.max(shown, measured + offset);
        double grown = Double.isNaN(stored) ? 0 : reached - stored;
        return bound(reached + Math.max(leeway, 2 * grown));
    }

    /// Whether it stands above what may be shown before it is stored again.
    boolean isHeldBack() {
        return !waiting && measured + offset > most;
    }

    /// The counter without a bound: it cannot be stored.
    MonotonicCounter unbounded() {
        return waiting ? this : bound(Double.POSITIVE_INFINITY);
    }

    /// The same counter with another bound.
    MonotonicCounter bound(double bound) {
        return new MonotonicCounter(measured, offset, shown, episode, bound, waiting);
    }
}
