package io.polymeter.lab.loop;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.Regulation.Law;
import io.polymeter.regulation.Regulation.Plant;
import io.polymeter.twin.Loads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// A loop whose truth is known: whether it swings without being disturbed.
///
/// @param name in a few words
/// @param consumer what regulates
/// @param feed how it gets its values
/// @param house what is drawn
public record LoopScenario(String name, Regulation consumer, Feed feed, House house) {

    private static final double BASE = 400;

    /// A load for a number of seconds and a seed.
    @FunctionalInterface
    public interface House {
        Loads loads(double seconds, long seed);
    }

    private static final House QUIET =
            (seconds, seed) -> Loads.constant(seconds, 600).wandering(3, 20, seed);
    private static final House APPLIANCES =
            (seconds, seed) -> Loads.constant(seconds, BASE).appliances(seed).wandering(3, 20, seed + 1000);

    /// Ten minutes of each half hour.
    private static final House NOW_AND_THEN = (seconds, seed) -> {
        DoubleUnaryOperator hob = Loads.constant(seconds, 0)
                .pulses(new Loads.Pulses(12, 0.5, 1800, 0.02), seed)
                .power();
        double[] watts = new double[5 * (int) seconds];
        for (int i = 0; i < watts.length; i++) {
            double second = i / 5.0;
            watts[i] = BASE + (second % 1800 >= 900 && second % 1800 < 1500 ? hob.applyAsDouble(second) : 0);
        }
        return Loads.fine(watts).wandering(3, 20, seed + 1000);
    };

    private static House pulsing(double period, double duty, double power, double jitter) {
        return (seconds, seed) -> Loads.constant(seconds, BASE)
                .pulses(new Loads.Pulses(period, duty, power, jitter), seed)
                .wandering(3, 20, seed + 1000);
    }

    /// The 22.
    public static List<LoopScenario> all() {
        List<LoopScenario> all = new ArrayList<>(plain());
        all.addAll(disturbed());
        return List.copyOf(all);
    }

    private static List<LoopScenario> plain() {
        Regulation tuned = Regulation.integrator(0.3);
        Plant quick = new Plant(0.2, 800, 0, 2500, 2500);
        Plant slow = new Plant(0.5, 400, 0, 800, 800);
        Feed second = Feed.every(1);
        Feed tenth = new Feed(10, 0.02, 1, 0, 0);
        Regulation unity = Regulation.integrator(0.9).on(new Plant(0.3, 400, 0, 2500, 2500));
        Regulation half = Regulation.integrator(0.5).every(0.4).on(quick);
        return List.of(
                new LoopScenario("01 integrator .3, 1 s meter", tuned, second, QUIET),
                new LoopScenario(
                        "02 push every .2 s, integrator .12",
                        Regulation.integrator(0.12).every(0.2).on(new Plant(0.1, 3000, 0, 2500, 2500)),
                        Feed.every(0.2).late(0.02),
                        QUIET),
                new LoopScenario("03 integrator .9, data 2 s old", Regulation.integrator(0.9), second.late(2), QUIET),
                new LoopScenario("04 polls every .4 s on 1 s, .5", half, second, QUIET),
                new LoopScenario("05 the same, new values only", half, second.waiting(), QUIET),
                new LoopScenario(
                        "06 steps of 80 W",
                        Regulation.integrator(0).with(Law.RELAY).steps(80, 20),
                        second,
                        QUIET),
                new LoopScenario("07 10 s meter, polled every 1 s, .9", unity, tenth, QUIET),
                new LoopScenario("08 the same, new values only", unity, tenth.waiting(), QUIET),
                new LoopScenario(
                        "09 unity, ramp 400, 800 W, 1 s old",
                        Regulation.integrator(1).every(0.5).on(slow),
                        second.late(1),
                        QUIET),
                new LoopScenario(
                        "10 the same every 2.5 s",
                        Regulation.integrator(1).every(2.5).on(slow),
                        new Feed(2.5, 0.02, 1, 0, 0),
                        QUIET));
    }

    private static List<LoopScenario> disturbed() {
        Regulation tuned = Regulation.integrator(0.3);
        Regulation ess = Regulation.integrator(1).with(Law.ADD);
        Feed second = Feed.every(1);
        Plant lagging = new Plant(0.3, 800, 2, 2500, 2500);
        Regulation lively = Regulation.integrator(0.8);
        return List.of(
                new LoopScenario(
                        "11 ESS-like, .25 s meter",
                        ess.every(0.25).on(new Plant(0.1, 400, 0, 2500, 2500)),
                        Feed.every(0.25).late(0.05),
                        QUIET),
                new LoopScenario(
                        "12 ESS-like, 1.5 s old",
                        ess.every(0.5).on(new Plant(0.2, 400, 0, 2500, 2500)),
                        second.late(1.5),
                        QUIET),
                new LoopScenario("13 lag 2 s, .6", Regulation.integrator(0.6).on(lagging), second, QUIET),
                new LoopScenario("14 lag 2 s, .15", Regulation.integrator(0.15).on(lagging), second, QUIET),
                new LoopScenario(
                        "15 PI .4 and .2",
                        Regulation.integrator(0.2).with(Law.PI).proportional(0.4),
                        second.late(0.5),
                        QUIET),
                new LoopScenario("16 appliances, tuned", tuned, second, APPLIANCES),
                new LoopScenario("17 appliances, near the limit", lively, second.late(0.3), APPLIANCES),
                new LoopScenario("18 hob every 12 s, tuned", tuned, second, pulsing(12, 0.5, 1800, 0.02)),
                new LoopScenario("19 hob every 30 s, tuned", tuned, second, pulsing(30, 0.4, 1500, 0.02)),
                new LoopScenario("20 drum every 16 s, tuned", tuned, second, pulsing(16, 13 / 16.0, 120, 0.03)),
                new LoopScenario(
                        "21 hob every 12 s, battery idle",
                        tuned.on(new Plant(0.3, 800, 0, 0, 0)),
                        second,
                        pulsing(12, 0.5, 1800, 0.02)),
                new LoopScenario(
                        "22 hob every 6 s, near the limit", lively, second.late(0.3), pulsing(6, 0.5, 1000, 0.02)));
    }

    /// Loops that swing by themselves while a load pulses, which must not hide it.
    public static List<LoopScenario> hidden() {
        Feed second = Feed.every(1);
        Regulation venus = Regulation.integrator(1).steps(0, 11).on(new Plant(0.5, 400, 0, 2500, 2500));
        Regulation ess = Regulation.integrator(1).with(Law.ADD).every(0.5).on(new Plant(0.2, 400, 0, 2500, 2500));
        Regulation late = Regulation.integrator(0.9);
        House drum = pulsing(16, 13 / 16.0, 120, 0.03);
        House hob = pulsing(12, 0.5, 1800, 0.02);
        House plate = pulsing(30, 0.4, 1500, 0.02);
        return List.of(
                new LoopScenario("h1 Venus D-like, drum", venus, second.late(0.5), drum),
                new LoopScenario("h2 Venus D-like, hob 12 s", venus, second.late(0.5), hob),
                new LoopScenario("h3 Venus D-like, hob 30 s", venus, second.late(0.5), plate),
                new LoopScenario("h4 Venus D-like, appliances", venus, second.late(0.5), APPLIANCES),
                new LoopScenario("h5 ESS-like 1.5 s old, drum", ess, second.late(1.5), drum),
                new LoopScenario("h6 ESS-like 1.5 s old, hob 12 s", ess, second.late(1.5), hob),
                new LoopScenario("h7 ESS-like 1.5 s old, appliances", ess, second.late(1.5), APPLIANCES),
                new LoopScenario("h8 2 s old, drum", late, second.late(2), drum),
                new LoopScenario("h9 2 s old, hob 30 s", late, second.late(2), plate),
                new LoopScenario("h10 2 s old, appliances", late, second.late(2), APPLIANCES),
                new LoopScenario("h11 Venus D-like, hob 12 s now and then", venus, second.late(0.5), NOW_AND_THEN),
                new LoopScenario("h12 ESS-like 1.5 s old, hob 12 s now and then", ess, second.late(1.5), NOW_AND_THEN));
    }

    /// Lives through the scenario.
    public ClosedLoop.Seen run(double seconds, long seed) {
        return new ClosedLoop(consumer, feed, 5, seed)
                .run(seconds, house.loads(seconds, seed).power());
    }

    /// The swing that goes on when nothing disturbs any more, after one step of the load: the truth.
    ///
    /// @return its amplitude in watts, root 2 times the effective value
    public double limitCycle(long seed) {
        DoubleUnaryOperator step = second -> second < 60 ? 200 : 600;
        double[] truth = new ClosedLoop(consumer, feed, 1, seed).run(400, step).truth();
        double[] last = Arrays.copyOfRange(truth, truth.length - (int) (120 / ClosedLoop.Seen.STEP), truth.length);
        double mean = Arrays.stream(last).average().orElseThrow();
        double sum = Arrays.stream(last).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(2 * sum / last.length);
    }
}
