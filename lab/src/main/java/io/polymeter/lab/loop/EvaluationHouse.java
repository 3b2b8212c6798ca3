package io.polymeter.lab.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// What a house draws on each phase in a scenario of the open evaluation, and when something is switched. Five values a
/// second, watts.
final class EvaluationHouse {

    private static final double STEP = 0.2;
    private static final int EACH = 5;
    private static final double SPREAD = 20;
    private static final double MOST_SOLAR = 2000;

    private final double seconds;
    private final double[][] watts;
    private final SplittableRandom random;
    private final List<Double> marks = new ArrayList<>();

    EvaluationHouse(double seconds, long seed) {
        this.seconds = seconds;
        this.random = new SplittableRandom(seed);
        this.watts = new double[3][(int) Math.round(seconds / STEP) + 1];
    }

    /// A base on each phase, which jitters each second by up to `noise`.
    EvaluationHouse base(double noise, double... bases) {
        for (int phase = 0; phase < bases.length; phase++) {
            double away = 0;
            for (int i = 0; i < watts[phase].length; i++) {
                away = i % EACH == 0 && bases[phase] > 0 ? noise * (2 * random.nextDouble() - 1) : away;
                watts[phase][i] += bases[phase] + away;
            }
        }
        return this;
    }

    /// A kettle of 2 kW twice for 3 min, an oven of 1.5 kW that cycles, a dishwasher of 1.1 kW for 10 min: each
    /// switching up to 20 s early or late.
    ///
    /// @param phases on which each of them is
    EvaluationHouse appliances(int... phases) {
        for (double at : new double[] {600, 0.7 * seconds}) {
            appliance(phases[0], at, 180, 2000);
        }
        for (double at = 0.3 * seconds; at + 240 < 0.6 * seconds; at += 420) {
            appliance(phases[1], at, 240, 1500);
        }
        appliance(phases[2], 0.8 * seconds, 600, 1100);
        return this;
    }

    private void appliance(int phase, double at, double length, double power) {
        double on = moment(Math.max(1, at + SPREAD * (2 * random.nextDouble() - 1)));
        double off = moment(Math.max(1, at + length + SPREAD * (2 * random.nextDouble() - 1)));
        marks.add(on);
        marks.add(off);
        add(phase, on, off, power);
    }

    /// The drum of a washing machine: 120 W for 13 s of 16.
    EvaluationHouse washer() {
        double begin = 0.15 * seconds;
        double end = 0.85 * seconds;
        add(0, begin, end, 120);
        for (double at = begin + 13; at + 3 < end; at += 16) {
            double moment = at + random.nextDouble() - 0.5;
            add(0, moment, moment + 3, -120);
        }
        return this;
    }

    /// Half a sine of solar power on the first phase, which falls to a fifth for 2 min twice.
    EvaluationHouse solar(double peak) {
        double[] clouds = {cloud(0.4), cloud(0.55)};
        for (int i = 0; i < watts[0].length; i++) {
            double second = i * STEP;
            boolean cloudy =
                    second >= clouds[0] && second < clouds[0] + 120 || second >= clouds[1] && second < clouds[1] + 120;
            double curve = peak * Math.sin(Math.PI * Math.min(1, 2 * Math.floor(second / 2) / seconds));
            watts[0][i] -= Math.clamp(curve * (cloudy ? 0.2 : 1), 0, MOST_SOLAR);
        }
        return this;
    }

    /// The moment of a value.
    private static double moment(double second) {
        return Math.round(second / STEP) * STEP;
    }

    private double cloud(double share) {
        double at = moment(share * seconds + 60 * (2 * random.nextDouble() - 1));
        marks.add(at);
        marks.add(at + 120);
        return at;
    }

    /// A part of a recording on the first phase, another for each seed.
    ///
    /// @param period seconds from one value to the next
    EvaluationHouse recorded(double[] values, double period) {
        double begin = random.nextDouble() * Math.max(0, values.length * period - period - seconds);
        for (int i = 0; i < watts[0].length; i++) {
            watts[0][i] += values[Math.min(values.length - 1, (int) ((begin + i * STEP) / period))];
        }
        return this;
    }

    private void add(int phase, double from, double until, double power) {
        int end = Math.min(watts[phase].length, (int) Math.round(until / STEP));
        for (int i = (int) Math.round(from / STEP); i < end; i++) {
            watts[phase][i] += power;
        }
    }

    /// When something was switched, in order.
    List<Double> marks() {
        return marks.stream().sorted().toList();
    }

    List<DoubleUnaryOperator> phases() {
        return IntStream.range(0, watts.length)
                .mapToObj(phase -> (DoubleUnaryOperator)
                        second -> watts[phase][Math.clamp((int) (second / STEP + 1e-9), 0, watts[phase].length - 1)])
                .toList();
    }
}
