package io.polymeter.lab.loop;

import io.polymeter.loop.Trace;
import io.polymeter.regulation.Actuator;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.Regulator;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/// A meter, a consumer and its battery, with nothing between but the time that values take: the smallest loop
/// there is, for what a consumer does on ideal or spoilt values.
public final class ClosedLoop {

    private static final double TICK = 0.05;

    /// No client waits longer for a reply.
    static final double LONGEST_WAIT = 2;

    /// How the consumer gets its values. Times are seconds.
    ///
    /// @param period of the meter
    /// @param jitter of that period, as a share
    /// @param age what a value has when it arrives
    /// @param held how long a request waits for the next value before it is answered with the same again
    /// @param atLeast the least time between two values that are passed on
    public record Feed(double period, double jitter, double age, double held, double atLeast) {

        /// A meter that gives a value every so often, a tenth of a second old.
        public static Feed every(double period) {
            return new Feed(period, 0.02, 0.1, 0, 0);
        }

        /// The same, later.
        public Feed late(double seconds) {
            return new Feed(period, jitter, seconds, held, atLeast);
        }

        /// The same, each value once.
        public Feed waiting() {
            return waiting(Double.POSITIVE_INFINITY);
        }

        /// The same, where a request waits so long for the next value.
        public Feed waiting(double seconds) {
            return new Feed(period, jitter, age, seconds, atLeast);
        }

        /// The same, no more often; a request waits for the next value, for 2 s at most.
        public Feed slowed(double seconds) {
            return new Feed(period, jitter, age, Math.min(LONGEST_WAIT, seconds), seconds);
        }
    }

    /// What was seen.
    ///
    /// @param grid the grid's power as it was received
    /// @param actuator the battery's power as it was received
    /// @param truth the grid's power at every 50 ms
    @SuppressWarnings("ArrayRecordComponent") // large, and read by tests alone
    public record Seen(Trace.Samples grid, Trace.Samples actuator, double[] truth) {

        /// Seconds between two values of the truth.
        public static final double STEP = TICK;
    }

    private final Regulation regulation;
    private final Feed feed;
    private final SplittableRandom random;
    private final double noise;
    private final Regulator regulator;
    private final Actuator actuator;
    private final Trace grid = new Trace(200_000);
    private final Trace own = new Trace(200_000);
    private final ArrayDeque<Value> underWay = new ArrayDeque<>();
    private final ArrayDeque<Value> ownUnderWay = new ArrayDeque<>();
    private double nextValue;
    private double nextOwn;
    private double nextPoll;
    private Value latest = new Value(Double.NEGATIVE_INFINITY, Double.NaN);
    private double shown = Double.NEGATIVE_INFINITY;

    private record Value(double at, double power) {}

    /// @param noise deviation of each reading, watts
    public ClosedLoop(Regulation regulation, Feed feed, double noise, long seed) {
        this.regulation = regulation;
        this.feed = feed;
        this.noise = noise;
        this.random = new SplittableRandom(seed);
        this.regulator = new Regulator(regulation, 0);
        this.actuator = new Actuator(regulation.plant(), 0);
        this.nextValue = random.nextDouble() * feed.period();
        this.nextOwn = random.nextDouble() * ownPeriod();
        this.nextPoll = random.nextDouble() * regulation.poll();
    }

    private double ownPeriod() {
        return Math.min(1, feed.period());
    }

    /// Lets time pass.
    ///
    /// @param load the house's power at each second
    public Seen run(double seconds, DoubleUnaryOperator load) {
        int count = (int) Math.round(seconds / TICK);
        double[] truth = new double[count];
        for (int i = 0; i < count; i++) {
            double now = i * TICK;
            double power = actuator.power(now);
            double atGrid = load.applyAsDouble(now) - power;
            truth[i] = atGrid;
            measure(now, atGrid, power);
            if (now >= nextPoll && !Double.isNaN(latest.power())) {
                poll(now, power);
            }
        }
        return new Seen(grid.samples(), own.samples(), truth);
    }

    private void measure(double now, double atGrid, double power) {
        if (now >= nextValue) {
            underWay.add(new Value(now + feed.age(), atGrid + noise * random.nextGaussian()));
            nextValue += spread(feed.period(), feed.jitter());
        }
        while (!underWay.isEmpty() && underWay.getFirst().at() <= now) {
            Value value = underWay.remove();
            grid.add(nanos(value.at()), value.power());
            if (value.at() - latest.at() >= feed.atLeast() - TICK / 2) {
                latest = value;
            }
        }
        if (now >= nextOwn) {
            ownUnderWay.add(new Value(now + 0.1, power + noise / 2 * random.nextGaussian()));
            nextOwn += spread(ownPeriod(), 0.02);
        }
        while (!ownUnderWay.isEmpty() && ownUnderWay.getFirst().at() <= now) {
            Value value = ownUnderWay.remove();
            own.add(nanos(value.at()), value.power());
        }
    }

    private void poll(double now, double power) {
        if (latest.at() == shown && now - nextPoll < feed.held()) {
            return;
        }
        shown = latest.at();
        nextPoll += spread(regulation.poll(), regulation.jitter());
        if (nextPoll < now) {
            nextPoll = now + regulation.poll();
        }
        actuator.command(now, regulator.read(latest.power(), power));
    }

    private double spread(double period, double jitter) {
        return period * (1 + jitter * (2 * random.nextDouble() - 1));
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
