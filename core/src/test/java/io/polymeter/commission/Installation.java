package io.polymeter.commission;

import java.util.Arrays;
import java.util.SplittableRandom;

/// A made-up house with a meter that has one fault, or none.
final class Installation {

    private static final int LINES = 3;
    private static final int LENGTH = 900;
    private static final double ANGLE = Math.toRadians(20);

    enum House {
        /// An inverter on three phases alike.
        BALANCED,
        /// A battery on one phase, whose meter does not say on which.
        SINGLE,
        /// Three single-phase inverters.
        THREE_SINGLE,
        /// Nothing has a meter of its own.
        LOADS_ONLY
    }

    enum Fault {
        NONE(""),
        SIGN("sign"),
        REVERSED("reversed"),
        PAIRING("pairing of voltage and current"),
        PHASES("phase order"),
        KILOWATT("scale of power"),
        MILLIAMPERE("scale of current"),
        POWER_TEN("scale of power"),
        VOLTAGE_TEN("scale of voltage"),
        WORD_ORDER("word order"),
        RATIO("scale"),
        ENERGY_TEN("scale of energy"),
        ENERGY_CROSSED("energy counters"),
        SUM("sum of phases"),
        ELSEWHERE("place"),
        BRANCH("place");

        final String what;

        Fault(String what) {
            this.what = what;
        }
    }

    private final SplittableRandom random;
    private final House house;
    private final Fault fault;
    private final int line;
    private final double[][] loads = new double[LINES][LENGTH];
    private final double[][] outputs = new double[LINES][LENGTH];

    Installation(House house, Fault fault, long seed) {
        this.house = house;
        this.fault = fault;
        this.random = new SplittableRandom(seed);
        this.line = random.nextInt(LINES);
        for (int i = 0; i < LINES; i++) {
            load(loads[i]);
        }
        inverter();
    }

    /// A base load, and a kettle a few times.
    private void load(double[] load) {
        double base = 60 + 250 * random.nextDouble();
        double kettle = 1400 + 1000 * random.nextDouble();
        int next = 20 + random.nextInt(120);
        int end = -1;
        for (int t = 0; t < LENGTH; t++) {
            if (t == next) {
                end = t + 40 + random.nextInt(30);
                next = end + 110 + random.nextInt(60);
            }
            base = Math.max(40, base + 1.5 * random.nextGaussian());
            load[t] = base + (t < end ? kettle : 0) + 4 * random.nextGaussian();
        }
    }

    private void inverter() {
        double[] level = new double[LINES];
        int turn = 0;
        for (int t = 0; t < LENGTH; t++) {
            if (t % 23 == 5) {
                double watts = 300 + 1400 * random.nextDouble();
                switch (house) {
                    case BALANCED -> Arrays.fill(level, (level[0] > 300 ? 0.1 : 1) * watts / LINES);
                    case SINGLE -> level[line] = (level[line] > 700 ? 0.1 : 1) * watts;
                    case THREE_SINGLE -> {
                        int one = turn++ % LINES;
                        level[one] = (level[one] > 700 ? 0.1 : 1) * watts;
                    }
                    case LOADS_ONLY -> {}
                }
            }
            for (int i = 0; i < LINES; i++) {
                outputs[i][t] = level[i];
            }
        }
    }

    Samples samples() {
        Samples samples = new Samples();
        double imported = 12_345_000;
        double exported = 654_000;
        for (int t = 0; t < LENGTH; t++) {
            double[] row = new double[Column.values().length];
            Arrays.fill(row, Double.NaN);
            double[] voltages = new double[LINES];
            double[] reactive = new double[LINES];
            double[] active = new double[LINES];
            for (int i = 0; i < LINES; i++) {
                voltages[i] = 228 + 3 * i + 0.4 * random.nextGaussian();
                active[i] = fault == Fault.BRANCH
                        ? -outputs[i][t]
                        : loads[i][t] - (fault == Fault.ELSEWHERE ? 0 : outputs[i][t]);
                reactive[i] = 80 * Math.tan(ANGLE) + 2 * random.nextGaussian();
            }
            electric(row, voltages, active, reactive);
            double total = row[Column.POWER.at()];
            imported += Math.max(0, total) / 3600;
            exported += Math.max(0, -total) / 3600;
            row[Column.IMPORT.at()] = imported;
            row[Column.EXPORT.at()] = exported;
            output(row, t);
            spoil(row);
            samples.add(row);
        }
        return samples;
    }

    private void electric(double[] row, double[] voltages, double[] active, double[] reactive) {
        double total = 0;
        for (int i = 0; i < LINES; i++) {
            int current = fault == Fault.PAIRING ? (i + 1) % LINES : i;
            double apparent = Math.hypot(active[current], reactive[current]);
            double angle = Math.atan2(reactive[current], active[current]);
            double power = fault == Fault.PAIRING ? apparent * Math.cos(angle + 2 * Math.PI / 3) : active[i];
            row[Column.VOLTAGE_L1.at() + i] = voltages[i];
            row[Column.CURRENT_L1.at() + i] = apparent / voltages[current];
            row[Column.POWER_L1.at() + i] = fault == Fault.REVERSED && i == line ? -power : power;
            total += row[Column.POWER_L1.at() + i];
        }
        row[Column.POWER.at()] = total;
    }

    private void output(double[] row, int t) {
        if (house == House.LOADS_ONLY) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < LINES; i++) {
            double said = outputs[i][t] + random.nextGaussian();
            sum += said;
            if (house == House.THREE_SINGLE) {
                row[Column.OUTPUT_L1.at() + i] = said;
            }
        }
        row[Column.OUTPUT.at()] = sum;
    }

    private void spoil(double[] row) {
        switch (fault) {
            case SIGN -> {
                scale(row, Column.POWER, 4, -1);
                swap(row, Column.IMPORT, Column.EXPORT);
            }
            case PHASES -> {
                rotate(row, Column.POWER_L1);
                rotate(row, Column.VOLTAGE_L1);
                rotate(row, Column.CURRENT_L1);
            }
            case KILOWATT -> scale(row, Column.POWER, 4, 0.001);
            case MILLIAMPERE -> scale(row, Column.CURRENT_L1, 3, 1000);
            case POWER_TEN -> scale(row, Column.POWER, 4, 10);
            case VOLTAGE_TEN -> scale(row, Column.VOLTAGE_L1, 3, 10);
            case WORD_ORDER -> {
                for (int i = 0; i < LINES; i++) {
                    int at = Column.VOLTAGE_L1.at() + i;
                    row[at] = Float.intBitsToFloat(Integer.rotateLeft(Float.floatToIntBits((float) row[at]), 16));
                }
            }
            case RATIO -> {
                scale(row, Column.POWER, 4, 0.1);
                scale(row, Column.CURRENT_L1, 3, 0.1);
                scale(row, Column.IMPORT, 2, 0.1);
            }
            case ENERGY_TEN -> scale(row, Column.IMPORT, 2, 10);
            case ENERGY_CROSSED -> swap(row, Column.IMPORT, Column.EXPORT);
            case SUM -> row[Column.POWER.at()] *= 0.75;
            case NONE, REVERSED, PAIRING, ELSEWHERE, BRANCH -> {}
        }
    }

    private static void scale(double[] row, Column first, int count, double factor) {
        for (int i = 0; i < count; i++) {
            row[first.at() + i] *= factor;
        }
    }

    private static void swap(double[] row, Column a, Column b) {
        double kept = row[a.at()];
        row[a.at()] = row[b.at()];
        row[b.at()] = kept;
    }

    private static void rotate(double[] row, Column first) {
        double kept = row[first.at()];
        row[first.at()] = row[first.at() + 1];
        row[first.at() + 1] = row[first.at() + 2];
        row[first.at() + 2] = kept;
    }

    /// Whether what the house does shows the fault.
    boolean shows() {
        return switch (fault) {
            case SIGN, REVERSED, RATIO, ELSEWHERE, BRANCH -> house != House.LOADS_ONLY;
            case PHASES -> house == House.THREE_SINGLE;
            case NONE, PAIRING, KILOWATT, MILLIAMPERE, POWER_TEN, VOLTAGE_TEN, WORD_ORDER, ENERGY_TEN, SUM -> true;
            // Where all energy went one way only.
            case ENERGY_CROSSED -> true;
        };
    }

    int line() {
        return line;
    }
}
