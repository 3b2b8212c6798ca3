package io.polymeter.app.demo;

import io.polymeter.link.Health;
import io.polymeter.link.OutputStatistics;
import io.polymeter.point.Phase;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The live table: meters with value, unit and age; outputs with requests a second and turnaround.
public final class Screen {

    private Screen() {}

    /// One picture, line by line.
    public static List<String> lines(Snapshot snapshot, List<Reader.View> readers) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-12s %-24s %14s %-4s %8s  %s", "meter", "", "value", "unit", "age", "quality"));
        for (Snapshot.Meter meter : snapshot.meters()) {
            String name = meter.name();
            for (Snapshot.Reading reading : meter.readings()) {
                if (shown(reading)) {
                    lines.add(reading(name, reading));
                    name = "";
                }
            }
        }
        lines.add("");
        lines.add(String.format(
                "%-12s %-40s %9s %9s %8s %11s", "output", "at", "requests", "per s", "refused", "answer"));
        for (Snapshot.Output output : snapshot.outputs()) {
            OutputStatistics asked = output.statistics();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-12s %-40s %9d %9.1f %8d %8d µs",
                    output.name(),
                    output.where(),
                    asked.requests(),
                    asked.perSecond(),
                    asked.refusals(),
                    asked.meanNanos() / 1_000));
        }
        lines.add("");
        readers.forEach(reader -> lines.add(String.format("%-12s ", reader.name()) + sees(reader)));
        for (Snapshot.Link link : snapshot.links()) {
            if (link.state() != Health.State.UP) {
                lines.add("! " + link.name() + ": " + link.reason());
            }
        }
        return lines;
    }

    private static String sees(Reader.View reader) {
        Double power = reader.power();
        String counts = String.format(
                Locale.ROOT,
                " (%d answers, %d refused, the last round trip took %.1f ms)",
                reader.answered(),
                reader.refused(),
                reader.turnaroundNanos() / 1e6);
        if (power == null) {
            return "has no value: " + (reader.trouble().isEmpty() ? "nothing read yet" : reader.trouble()) + counts;
        }
        String direction = power >= 0 ? "sees the house importing " : "sees the house feeding in ";
        return direction + String.format(Locale.ROOT, "%.1f W", Math.abs(power)) + counts;
    }

    private static boolean shown(Snapshot.Reading reading) {
        Quantity quantity = reading.point().quantity();
        return switch (quantity) {
            case ACTIVE_POWER, STATE_OF_CHARGE -> true;
            case VOLTAGE, CURRENT -> reading.point().phase() != Phase.TOTAL;
            case FREQUENCY, ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_EXPORT ->
                reading.point().phase() == Phase.TOTAL;
            default -> false;
        };
    }

    private static String reading(String meter, Snapshot.Reading reading) {
        boolean energy = reading.point().quantity().kind() == Quantity.Kind.ENERGY;
        double value = energy ? reading.value() / 1_000 : reading.value();
        return String.format(
                Locale.ROOT,
                "%-12s %-24s %14.3f %-4s %8s  %s",
                meter,
                reading.point().name(),
                value,
                energy ? "kWh" : reading.point().unit().symbol(),
                age(reading.age()),
                reading.quality().name().toLowerCase(Locale.ROOT));
    }

    private static String age(Duration age) {
        return String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1_000.0);
    }
}
