package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Sign, reversed current transformers, pairing and place, told from the steps of inverters and batteries behind the
/// meter, and from those of loads.
final class DirectionCheck {

    private static final double STEP = 200;
    private static final int MIN = 7;
    private static final Message STEPS = Message.of(
            "needs-inverter-steps",
            "seven steps of 200 W of an inverter or battery that has a meter of its own, with role producer or storage");

    private final Samples samples;
    private final Commissioning.Notes notes;
    private final double[] power;
    private final double[] output;
    private final double[][] lines = new double[Samples.LINES][];
    private final boolean phases;
    private final boolean scaled;
    private final List<Integer> steps;

    /// @param scaled whether power, voltage and current are known to agree
    DirectionCheck(Samples samples, Commissioning.Notes notes, boolean scaled) {
        this.scaled = scaled;
        this.samples = samples;
        this.notes = notes;
        this.power = samples.of(Column.POWER);
        this.output = samples.of(Column.OUTPUT);
        for (int line = 0; line < Samples.LINES; line++) {
            lines[line] = samples.line(Column.POWER_L1, line);
        }
        this.phases = IntStream.range(0, Samples.LINES).allMatch(line -> Samples.known(lines[line]));
        this.steps = Samples.known(output) ? Samples.steps(output, STEP) : List.of();
    }

    void check() {
        if (phases && paired()) {
            return;
        }
        StepResponse whole = StepResponse.of(power, output, steps, STEP);
        if (whole.count() < MIN) {
            notes.open("sign", STEPS);
            notes.open("place", STEPS);
            if (phases) {
                guess();
            }
            return;
        }
        if (branch() || ratio(whole) || elsewhere(whole)) {
            return;
        }
        if (phases) {
            turned(new PhaseCheck(samples, notes).check());
        } else {
            sign(whole);
        }
    }

    /// A resistive load has cos 120° = -0.5 where the current of another phase is multiplied.
    ///
    /// @return whether something is wrong with it
    private boolean paired() {
        List<String> wrong = new ArrayList<>();
        int right = 0;
        List<Double> all = new ArrayList<>();
        for (int line = 0; line < Samples.LINES; line++) {
            double[] apparent = samples.apparent(line);
            double[] own = lines[line];
            if (!Samples.known(apparent)) {
                continue;
            }
            List<Integer> loads = Samples.steps(apparent, 400).stream()
                    .filter(at -> Samples.oneWay(own, at))
                    .filter(at -> steps.stream().noneMatch(other -> Math.abs(other - at) <= 2))
                    .toList();
            double[] ratios = loads.stream()
                    .mapToDouble(at -> Math.abs(Samples.step(own, at) / Samples.step(apparent, at)))
                    .toArray();
            Arrays.stream(ratios).forEach(all::add);
            double median = Samples.median(ratios);
            if (half(ratios, 3)) {
                wrong.add("L" + (line + 1));
            } else if (ratios.length >= 3 && Math.abs(median - 1) < 0.15) {
                right++;
            }
        }
        if (wrong.size() >= 2
                || half(all.stream().mapToDouble(Double::doubleValue).toArray(), 5)) {
            Message evidence = wrong.size() >= 2
                    ? Message.of(
                            "seen-half-watts-on",
                            "loads on {phases} have half the watts that voltage times current has: these phases'"
                                    + " currents belong to other phases' voltages",
                            String.join(", ", wrong))
                    : Message.of(
                            "seen-half-watts",
                            "loads on all phases have half the watts that voltage times current has: these phases'"
                                    + " currents belong to other phases' voltages");
            notes.wrong("pairing of voltage and current", 0.95, evidence, Map.of());
            return true;
        }
        if (right == Samples.LINES) {
            notes.right("pairing of voltage and current");
        } else {
            notes.open("pairing of voltage and current", ScaleCheck.KETTLES);
        }
        return !wrong.isEmpty();
    }

    private static boolean half(double[] ratios, int least) {
        double median = Samples.median(ratios);
        double spread = Samples.median(Samples.map(ratios, ratio -> Math.abs(ratio - median)));
        return ratios.length >= least && Math.abs(median - 0.5) < 0.12 && spread < 0.1;
    }

    /// Whether it shows nothing but the inverter: then no load is ever seen.
    private boolean branch() {
        double span = Samples.quantile(output, 0.95) - Samples.quantile(output, 0.05);
        for (int sign : new int[] {1, -1}) {
            double[] rest = IntStream.range(0, power.length)
                    .mapToDouble(i -> power[i] + sign * output[i])
                    .toArray();
            double left = Samples.quantile(rest, 0.95) - Samples.quantile(rest, 0.05);
            if (span > 500 && left < Math.max(30, 0.03 * span)) {
                notes.wrong(
                        "place",
                        0.95,
                        Message.of(
                                "seen-inverter-alone",
                                "its power is that of the inverter to {watts1} W while that moves by {watts2} W: it"
                                        + " measures the inverter, not the house",
                                Math.round(left),
                                Math.round(span)),
                        Map.of());
                return true;
            }
        }
        return false;
    }

    /// Whether all of it is a power of ten too large or too small.
    private boolean ratio(StepResponse whole) {
        for (double decade : new double[] {0.1, 10, 100, 1000}) {
            double size = Math.abs(whole.slope()) / decade;
            if (whole.consistent() && Math.abs(size - 1) < 0.12 && whole.spread() < 0.25 * decade) {
                if (!scaled && Samples.known(samples.of(Column.CURRENT_L1))) {
                    notes.open(
                            "scale",
                            Message.of(
                                    "needs-kettle",
                                    "three times a kettle, on and off: they tell whether the current is wrong, too"));
                    return true;
                }
                notes.wrong(
                        "scale",
                        0.92,
                        Message.of(
                                "seen-inverter-scale",
                                "a step of the inverter is {factor} times as large here ({count} steps)",
                                decade,
                                whole.count()),
                        Map.of("scale", decade < 1 ? Math.rint(1 / decade) : 1 / decade));
                return true;
            }
        }
        return false;
    }

    private boolean elsewhere(StepResponse whole) {
        boolean still = whole.still();
        for (int line = 0; phases && line < Samples.LINES; line++) {
            still &= StepResponse.of(lines[line], output, steps, STEP).still();
        }
        if (still) {
            notes.wrong(
                    "place",
                    0.92,
                    Message.of(
                            "seen-inverter-elsewhere",
                            "{count} steps of the inverter moved it by {share} of their size: the inverter is not behind"
                                    + " this meter",
                            whole.count(),
                            hundredths(whole.slope())),
                    Map.of());
        }
        return still;
    }

    private void sign(StepResponse whole) {
        if (whole.consistent() && Math.abs(Math.abs(whole.slope()) - 1) < 0.15) {
            verdict(whole.slope() > 0, whole);
        } else {
            notes.open("sign", STEPS);
        }
    }

    private void verdict(boolean wrong, StepResponse whole) {
        if (wrong) {
            notes.wrong(
                    "sign",
                    0.97,
                    Message.of(
                            "seen-rises",
                            "it rises by {share} of each step that the inverter puts out ({count} steps); it should fall",
                            hundredths(whole.slope()),
                            whole.count()),
                    Map.of("sign", -1));
        } else {
            notes.right("sign");
            notes.right("place");
        }
    }

    /// The signs of the phases, one by one.
    ///
    /// @param alone how each answers the phase of the inverter that moves it, as far as known
    private void turned(Map<Integer, StepResponse> alone) {
        List<String> wrong = new ArrayList<>();
        List<Integer> quiet = new ArrayList<>();
        double seen = 0;
        int right = 0;
        for (int line = 0; line < Samples.LINES; line++) {
            StepResponse own = alone.getOrDefault(line, StepResponse.of(lines[line], output, steps, STEP));
            if (!own.responds()) {
                quiet.add(line);
                continue;
            }
            seen += Math.abs(own.slope()) / Math.max(1, alone.size());
            if (own.slope() > 0) {
                wrong.add("L" + (line + 1));
            } else {
                right++;
            }
        }
        StepResponse whole = StepResponse.of(power, output, steps, STEP);
        if (Math.abs(seen - 1) > 0.15) {
            notes.open(
                    "sign",
                    Message.of(
                            "needs-more-steps",
                            "{what}; so far the phases show {number} % of them",
                            STEPS,
                            Math.round(100 * seen)));
        } else if (wrong.isEmpty()) {
            verdict(false, whole);
        } else if (right > 0) {
            reversed(wrong, whole);
        } else if (quiet.isEmpty()) {
            verdict(true, whole);
        } else {
            decide(wrong, quiet, whole);
        }
    }

    private void reversed(List<String> wrong, StepResponse whole) {
        notes.wrong(
                "reversed",
                0.96,
                Message.of(
                        "seen-against-others",
                        "{phases} moves against the other phases at each of {count} steps of the inverter",
                        String.join(", ", wrong),
                        whole.count()),
                Map.of("reversed", wrong));
    }

    /// All phases that the inverter feeds are turned: are the others, too?
    private void decide(List<String> wrong, List<Integer> quiet, StepResponse whole) {
        List<Integer> directions =
                quiet.stream().map(line -> SwitchedLoads.direction(lines[line])).toList();
        if (directions.stream().allMatch(direction -> direction > 0)) {
            reversed(wrong, whole);
        } else if (directions.stream().allMatch(direction -> direction < 0)) {
            verdict(true, whole);
        } else {
            notes.open(
                    "sign",
                    Message.of(
                            "needs-kettle-elsewhere",
                            "{phases} is turned; whether the other phases are, three times a kettle on each would show",
                            String.join(", ", wrong)));
        }
    }

    /// Without an inverter's meter loads alone speak, and not for certain.
    private void guess() {
        List<String> wrong = new ArrayList<>();
        boolean all = true;
        for (int line = 0; line < Samples.LINES; line++) {
            int direction = SwitchedLoads.direction(lines[line]);
            all &= direction < 0;
            if (direction < 0) {
                wrong.add("L" + (line + 1));
            }
        }
        if (!wrong.isEmpty()) {
            notes.wrong(
                    all ? "sign" : "reversed",
                    0.8,
                    Message.of(
                            "seen-loads-lower",
                            "loads that are on for a short time lower {phases} instead of raising it",
                            String.join(", ", wrong)),
                    all ? Map.of("sign", -1) : Map.of("reversed", wrong));
        }
    }

    private static String hundredths(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
