package io.polymeter.twin;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/// What a house draws, made of few parts: a base, appliances that switch, one that pulses, and the slow noise
/// of the rest. Values are watts, five a second.
public final class Loads {

    private static final double STEP = 0.2;

    private final double[] watts;

    private Loads(double[] watts) {
        this.watts = watts;
    }

    /// The power at each second from 0; the last value goes on.
    public DoubleUnaryOperator power() {
        return second -> watts[Math.clamp((int) (second / STEP + 1e-9), 0, watts.length - 1)];
    }

    /// Always the same.
    public static Loads constant(double seconds, double power) {
        double[] watts = new double[(int) (seconds / STEP) + 1];
        Arrays.fill(watts, power);
        return new Loads(watts);
    }

    /// Values of a second each.
    public static Loads of(double[] seconds) {
        int each = (int) Math.round(1 / STEP);
        double[] watts = new double[seconds.length * each];
        for (int i = 0; i < watts.length; i++) {
            watts[i] = seconds[i / each];
        }
        return new Loads(watts);
    }

    /// Values of a fifth of a second each.
    public static Loads fine(double[] fifths) {
        return new Loads(fifths.clone());
    }

    /// A made-up household: a base that wanders, a refrigerator, lights and electronics, and now and then a
    /// kettle, an oven, a hob and a washing machine. It is no recording.
    public static Loads household(double seconds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Loads loads = constant(seconds, 180 + 120 * random.nextDouble())
                .wandering(25, 120, random.nextLong())
                .wandering(8, 3, random.nextLong())
                .pulses(new Pulses(2700, 0.35, 90, 0.1), random.nextLong());
        double[] sum = loads.watts;
        visits(sum, random, new Visit(900, 60, 1800, 25, 300));
        visits(sum, random, new Visit(5400, 120, 240, 1800, 2200));
        for (double at = 7200 * random.nextDouble(); at < seconds; at += 14_400 + 10_800 * random.nextDouble()) {
            cycles(sum, at, new Cycle(25 + 20 * random.nextDouble(), 0.45, 1500, 1500), random);
            cycles(sum, at + 2400, new Cycle(8 + 6 * random.nextDouble(), 0.5, 1200, 600), random);
            cycles(sum, at + 3600, new Cycle(16, 0.8, 160, 2400), random);
        }
        return loads;
    }

    /// An appliance that is used now and then.
    private record Visit(double every, double shortest, double longest, double least, double most) {}

    private static void visits(double[] sum, SplittableRandom random, Visit visit) {
        double at = visit.every() * random.nextDouble();
        while (at < sum.length * STEP) {
            double length = random.nextDouble(visit.shortest(), visit.longest());
            add(sum, at, at + length, random.nextDouble(visit.least(), visit.most()));
            at += -visit.every() * Math.log(1 - random.nextDouble());
        }
    }

    /// One use of an appliance that switches by itself.
    private record Cycle(double period, double duty, double power, double length) {}

    private static void cycles(double[] sum, double from, Cycle cycle, SplittableRandom random) {
        double at = from;
        while (at < from + cycle.length()) {
            add(sum, at, at + cycle.period() * cycle.duty() * random.nextDouble(0.9, 1.1), cycle.power());
            at += cycle.period() * random.nextDouble(0.97, 1.03);
        }
    }

    /// Adds appliances that go on at random, one a minute, for 20 s to 5 min.
    public Loads appliances(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] sum = watts.clone();
        int[] times = {20, 60, 180, 300};
        int[] powers = {80, 150, 300, 700, 1200, 2000};
        double at = 20 + 40 * random.nextDouble();
        while (at < sum.length * STEP) {
            int power = powers[random.nextInt(powers.length)];
            add(sum, at, at + times[random.nextInt(times.length)], power);
            at += -60 * Math.log(1 - random.nextDouble());
        }
        return new Loads(sum);
    }

    /// An appliance that pulses: a hob, the drum of a washing machine.
    ///
    /// @param period seconds
    /// @param duty share of the period in which it draws
    /// @param power watts
    /// @param jitter of the period, as a share
    public record Pulses(double period, double duty, double power, double jitter) {}

    /// Adds one that pulses.
    public Loads pulses(Pulses pulses, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] sum = watts.clone();
        double at = 5;
        while (at < sum.length * STEP) {
            add(sum, at, at + pulses.period() * pulses.duty(), pulses.power());
            at += pulses.period() * (1 + pulses.jitter() * (2 * random.nextDouble() - 1));
        }
        return new Loads(sum);
    }

    private static void add(double[] sum, double from, double until, double power) {
        int end = Math.min(sum.length, (int) (until / STEP));
        for (int i = (int) (from / STEP); i < end; i++) {
            sum[i] += power;
        }
    }

    /// Adds noise that forgets itself within a time.
    ///
    /// @param deviation watts
    /// @param memory seconds
    public Loads wandering(double deviation, double memory, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] sum = watts.clone();
        double keep = Math.exp(-STEP / memory);
        double push = deviation * Math.sqrt(1 - keep * keep);
        double away = 0;
        for (int i = 0; i < sum.length; i++) {
            away = keep * away + push * random.nextGaussian();
            sum[i] += away;
        }
        return new Loads(sum);
    }
}
