package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether the meter's phases are the inverter's.
final class PhaseCheck {

    private static final double STEP = 150;
    private static final int MIN = 3;

    private final Samples samples;
    private final Commissioning.Notes notes;

    PhaseCheck(Samples samples, Commissioning.Notes notes) {
        this.samples = samples;
        this.notes = notes;
    }

    /// Examines it.
    ///
    /// @return how each of the meter's phases answers the phase of the inverter that moves it; empty where
    ///     that is not
    ///     known of all
    Map<Integer, StepResponse> check() {
        int[] found = new int[Samples.LINES];
        Arrays.fill(found, -1);
        int known = 0;
        for (int line = 0; line < Samples.LINES; line++) {
            found[line] = answering(line);
            known += found[line] >= 0 ? 1 : 0;
        }
        boolean distinct =
                Arrays.stream(found).filter(line -> line >= 0).distinct().count() == known;
        if (known < Samples.LINES || !distinct) {
            notes.open(
                    "phase order",
                    Message.of(
                            "needs-phase-steps",
                            "three steps of an inverter on each phase alone, with a meter that tells them apart"));
            return Map.of();
        } else if (Arrays.equals(found, new int[] {0, 1, 2})) {
            notes.right("phase order");
        } else {
            List<String> order =
                    Arrays.stream(found).mapToObj(line -> "L" + (line + 1)).toList();
            notes.wrong(
                    "phase order",
                    0.95,
                    Message.of(
                            "seen-phase-order",
                            "steps of the inverter on L1, L2 and L3 are seen on {phases}",
                            String.join(", ", order)),
                    Map.of("phases", order));
        }
        Map<Integer, StepResponse> answers = new HashMap<>();
        for (int line = 0; line < Samples.LINES; line++) {
            double[] own = samples.line(Column.OUTPUT_L1, line);
            answers.put(
                    found[line],
                    StepResponse.of(samples.line(Column.POWER_L1, found[line]), own, alone(line, own), STEP));
        }
        return answers;
    }

    private List<Integer> alone(int line, double[] own) {
        return Samples.steps(own, STEP).stream()
                .filter(at -> others(line, at) < 0.2 * Math.abs(Samples.step(own, at)))
                .toList();
    }

    /// The meter's phase that answers when the inverter moves on one phase alone; -1 where that is not clear.
    private int answering(int line) {
        double[] own = samples.line(Column.OUTPUT_L1, line);
        if (!Samples.known(own)) {
            return -1;
        }
        List<Integer> alone = alone(line, own);
        if (alone.size() < MIN) {
            return -1;
        }
        int found = -1;
        for (int candidate = 0; candidate < Samples.LINES; candidate++) {
            double slope = Math.abs(StepResponse.of(samples.line(Column.POWER_L1, candidate), own, alone, STEP)
                    .slope());
            if (slope > 0.7 && slope < 1.3) {
                found = found < 0 ? candidate : Samples.LINES;
            } else if (slope > 0.3) {
                return -1;
            }
        }
        return found < Samples.LINES ? found : -1;
    }

    private double others(int line, int at) {
        double sum = 0;
        for (int other = 0; other < Samples.LINES; other++) {
            double[] values = samples.line(Column.OUTPUT_L1, other);
            sum += other == line || !Samples.known(values) ? 0 : Math.abs(Samples.step(values, at));
        }
        return sum;
    }
}
