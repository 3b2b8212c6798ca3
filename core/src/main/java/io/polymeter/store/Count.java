package io.polymeter.store;

/// One energy counter of a source, and the one that consumers are shown in its place, which never falls. Immutable.
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
record Count(double measured, double offset, double shown, Episode episode, double most) {

    /// A smaller fall is imprecision, unless more than half is gone. In the counter's unit, e.g. Wh.
    static final double FALL = 1000;

    /// At least so much may be shown before it is stored again: a minute at 1200 W.
    static final double LEEWAY = 20;

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
    static Count first(double measured) {
        return new Count(measured, 0, measured, Episode.NONE, Double.POSITIVE_INFINITY);
    }

    /// True if `value` cannot be the same counter's next value.
    boolean falls(double value) {
        return value < measured / 2 || measured - value > FALL;
    }

    /// The counter after the source's next value.
    Count next(double value) {
        Count next = falls(value) ? fall(value) : rise(value);
        double showable = Math.clamp(value + next.offset, shown, Math.max(shown, most));
        return new Count(value, next.offset, showable, next.episode, most);
    }

    private Count fall(double value) {
        Episode fallen = episode.open() ? episode : new Episode(measured, value, offset);
        return new Count(value, shown - value, shown, fallen, most);
    }

    private Count rise(double value) {
        if (!episode.open()) {
            return this;
        }
        double depth = episode.high - episode.low;
        if (value >= episode.high && value - measured > depth / 2) {
            return new Count(value, episode.offset, shown, Episode.NONE, most);
        }
        // It counts again, so the fall was one.
        boolean counting = value - episode.low > depth / 100;
        return counting ? new Count(value, offset, shown, Episode.NONE, most) : this;
    }

    /// The counter as it continues from what was stored. After a crash only the bound of what was shown is
    /// known: that is shown, until the source passes it.
    ///
    /// @param clean true if nothing has been shown since it was stored
    Count restored(boolean clean) {
        return new Count(measured, offset, clean ? shown : most, episode, Double.POSITIVE_INFINITY);
    }

    /// The counter with what may be shown until the next time it is stored.
    ///
    /// @param stored what was shown when it was stored last; NaN: never
    Count bounded(double stored) {
        double grown = Double.isNaN(stored) ? 0 : shown - stored;
        return new Count(measured, offset, shown, episode, shown + Math.max(LEEWAY, 2 * grown));
    }

    /// The counter without a bound: it cannot be stored.
    Count unbounded() {
        return new Count(measured, offset, shown, episode, Double.POSITIVE_INFINITY);
    }
}
