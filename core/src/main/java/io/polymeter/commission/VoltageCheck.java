package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// The voltage of the grid is known beforehand (EN 50160: 207 to 253 V), so that it tells a wrong word order
/// and a wrong decimal point.
final class VoltageCheck {

    private static final double[] DECADES = {0.001, 0.01, 0.1, 10, 100, 1000};
    private static final double[] COUNTS = {1, 0.1, 0.01, 0.001};

    private final Samples samples;
    private final Commissioning.Notes notes;

    VoltageCheck(Samples samples, Commissioning.Notes notes) {
        this.samples = samples;
        this.notes = notes;
    }

    /// Examines it.
    ///
    /// @return whether the voltages can be relied on
    boolean check() {
        Map<String, Object> points = new HashMap<>();
        boolean any = false;
        for (int line = 0; line < Samples.LINES; line++) {
            double[] values = samples.line(Column.VOLTAGE_L1, line);
            if (!Samples.known(values) || share(values, v -> v) >= 0.98) {
                any |= Samples.known(values);
                continue;
            }
            double median = Samples.median(values);
            double decade = decade(values);
            String name = "voltage.L" + (line + 1);
            if (decade != 1) {
                points.put(name, Map.of("scale", decade));
            } else if (swapped(values)) {
                notes.wrong(
                        "word order",
                        0.97,
                        Message.of(
                                "seen-words-swapped",
                                "{name} is {volts} V; with its two words the other way round it is a grid voltage",
                                name,
                                digits(median)),
                        Map.of());
                return false;
            } else {
                notes.open(
                        "voltage",
                        Message.of(
                                "needs-look-at-registers",
                                "{name} is {volts} V, which is no grid voltage: look at its registers",
                                name,
                                digits(median)));
                return false;
            }
        }
        if (!points.isEmpty()) {
            notes.wrong(
                    "scale of voltage",
                    0.98,
                    Message.of("seen-no-grid-voltage", "a grid voltage is 207 to 253 V"),
                    Map.of("points", points));
            return false;
        }
        if (any) {
            notes.right("voltage");
        }
        return any;
    }

    private static String digits(double volts) {
        return String.format(Locale.ROOT, "%.4g", volts);
    }

    private static double decade(double[] values) {
        return Arrays.stream(DECADES)
                .filter(factor -> share(values, v -> v * factor) >= 0.98)
                .findFirst()
                .orElse(1);
    }

    private static boolean swapped(double[] values) {
        boolean floats =
                share(values, v -> Float.intBitsToFloat(Integer.rotateLeft(Float.floatToIntBits((float) v), 16)))
                        >= 0.98;
        return floats
                || Arrays.stream(COUNTS)
                        .anyMatch(count ->
                                share(values, v -> Integer.rotateLeft((int) Math.round(v / count), 16) * count)
                                        >= 0.98);
    }

    private static double share(double[] values, DoubleUnaryOperator decoding) {
        return Arrays.stream(values)
                        .filter(Double::isFinite)
                        .map(decoding)
                        .filter(v -> v >= 207 && v <= 253)
                        .count()
                / (double) Math.max(
                        1, Arrays.stream(values).filter(Double::isFinite).count());
    }
}
