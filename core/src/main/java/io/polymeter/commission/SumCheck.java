package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.Map;

/// Whether the total is the sum of the phases.
final class SumCheck {

    private static final int MIN = 60;

    private final Samples samples;
    private final Commissioning.Notes notes;

    SumCheck(Samples samples, Commissioning.Notes notes) {
        this.samples = samples;
        this.notes = notes;
    }

    void check() {
        double[] total = samples.of(Column.POWER);
        double[][] lines = new double[Samples.LINES][];
        boolean known = Samples.known(total) && total.length >= MIN;
        for (int line = 0; line < Samples.LINES; line++) {
            lines[line] = samples.line(Column.POWER_L1, line);
            known &= Samples.known(lines[line]);
        }
        if (!known) {
            return;
        }
        double[] difference = new double[total.length];
        double[] size = new double[total.length];
        for (int i = 0; i < total.length; i++) {
            difference[i] = Math.abs(total[i] - lines[0][i] - lines[1][i] - lines[2][i]);
            size[i] = Math.abs(lines[0][i]) + Math.abs(lines[1][i]) + Math.abs(lines[2][i]);
        }
        double off = Samples.median(difference);
        double most = Math.max(5, 0.01 * Samples.median(size));
        if (off > 2 * most) {
            notes.wrong(
                    "sum of phases",
                    0.95,
                    Message.of(
                            "seen-sum-differs",
                            "the total differs from L1 + L2 + L3 by {watts} W (median)",
                            Math.round(off)),
                    Map.of());
        } else if (off <= most) {
            notes.right("sum of phases");
        }
    }
}
