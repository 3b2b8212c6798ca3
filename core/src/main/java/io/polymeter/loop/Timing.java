package io.polymeter.loop;

/// What happened in a window of time. Periods and ages are seconds; a figure for which there is nothing yet is
/// NaN.
///
/// @param age age of the oldest data in each answer
/// @param poll time between two requests of one client for the same data
/// @param source time between two receptions; an unchanged value counts
/// @param tally the counts that ratios are made of
public record Timing(Distribution age, Distribution poll, Distribution source, Tally tally) {

    /// How many answers, samples and requests there were.
    ///
    /// @param answers answers given
    /// @param distinct samples they came from, counted for each kind of request
    /// @param received samples received
    /// @param delivered samples that went into at least one answer
    /// @param untracked answers to more kinds of requests than are told apart
    public record Tally(long answers, long distinct, long received, long delivered, long untracked) {}

    /// What happened since an earlier moment.
    ///
    /// @param earlier figures since the same start, taken then
    Timing since(Timing earlier) {
        Tally before = earlier.tally();
        return new Timing(
                age.since(earlier.age()),
                poll.since(earlier.poll()),
                source.since(earlier.source()),
                new Tally(
                        tally.answers() - before.answers(),
                        tally.distinct() - before.distinct(),
                        tally.received() - before.received(),
                        tally.delivered() - before.delivered(),
                        tally.untracked() - before.untracked()));
    }

    /// Answers for each distinct sample: 1 where every answer brings news. An integrating consumer acts that
    /// many times on one value.
    public double repeatFactor() {
        return tally.distinct() == 0 ? Double.NaN : (double) tally.answers() / tally.distinct();
    }

    /// The share of received samples that went into no answer.
    public double lostShare() {
        return tally.received() == 0 ? Double.NaN : Math.max(0, 1 - (double) tally.delivered() / tally.received());
    }

    /// The period of the saw-tooth that the age makes where two regular periods are nearly the same, in
    /// seconds; NaN where they are not, or are irregular.
    public double beat() {
        double poll = this.poll.quantile(0.5);
        double source = this.source.quantile(0.5);
        boolean regular = this.poll.jitter() < 0.2 && this.source.jitter() < 0.2;
        double difference = Math.abs(poll - source);
        // Closer than a bucket is wide, the difference is not known.
        if (!regular || poll < 0.8 * source || poll > 1.25 * source || difference < source / 16) {
            return Double.NaN;
        }
        return poll * source / difference;
    }

    /// How good a figure is. A figure that is not known yet has no grade.
    public enum Grade {
        GOOD,
        WARN,
        BAD,
        UNKNOWN;

        static Grade of(double value, double good, double bad) {
            if (Double.isNaN(value)) {
                return UNKNOWN;
            }
            return value <= good ? GOOD : value <= bad ? WARN : BAD;
        }
    }

    /// The age: good below 0.5 s at the 95th percentile, bad from 1.5 s.
    public Grade ageGrade() {
        return Grade.of(age.quantile(0.95), Math.nextDown(0.5), Math.nextDown(1.5));
    }

    /// Repeats: good up to 1.2, bad above 2.
    public Grade repeatGrade() {
        return Grade.of(repeatFactor(), 1.2, 2);
    }

    /// The consumer's regularity: good below 0.2, bad from 0.5.
    public Grade pollGrade() {
        return Grade.of(poll.jitter(), Math.nextDown(0.2), Math.nextDown(0.5));
    }

    /// The source's regularity: good below 0.2, bad from 0.5.
    public Grade sourceGrade() {
        return Grade.of(source.jitter(), Math.nextDown(0.2), Math.nextDown(0.5));
    }
}
