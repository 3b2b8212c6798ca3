package io.polymeter.app.cli.report;

import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the first view of the page says of a house, in two lines: power now, and the energy of today.
final class HomeReport {

    private HomeReport() {}

    /// @param home as `/api/home` has it
    static List<String> lines(JsonValue home) {
        List<String> lines = new ArrayList<>();
        JsonValue now = home.get("now");
        if (now != null) {
            List<String> said = now(now);
            if (!said.isEmpty()) {
                lines.add("Now: " + String.join(", ", said));
            }
        }
        if (home.get("today") instanceof JsonValue.ObjectValue today) {
            lines.add("Today: " + String.join(", ", today(today)));
        }
        return lines;
    }

    private static List<String> now(JsonValue now) {
        List<String> said = new ArrayList<>();
        add(said, part(now, "producer", "the sun gives %s", "the inverter draws %s"));
        add(said, part(now, "grid", "the grid gives %s", "the grid takes %s"));
        add(said, part(now, "storage", "the battery charges %s", "the battery gives %s"));
        add(said, part(now, "vehicle", "the car charges %s", "the car gives %s"));
        if (said.isEmpty()) {
            return said;
        }
        JsonValue house = now.get("house");
        Double watts = house == null ? null : StatusReport.number(house.get("power_w"));
        if (watts != null) {
            said.add("the house takes " + kilowatts(watts));
        } else if (house != null) {
            said.add(
                    switch (String.valueOf(house.text("unknown"))) {
                        case "no-producer" -> "what the house takes is not measured";
                        case "contradiction" -> "the meters contradict each other: check their signs and roles";
                        default -> "what the house takes is not known";
                    });
        }
        return said;
    }

    private static void add(List<String> said, @Nullable String words) {
        if (words != null) {
            said.add(words);
        }
    }

    /// Null for a part that there is not.
    private static @Nullable String part(JsonValue now, String name, String plus, String minus) {
        if (!(now.get(name) instanceof JsonValue.ObjectValue part)) {
            return null;
        }
        String subject = plus.substring(0, plus.indexOf(' ', 4));
        Double watts = StatusReport.number(part.get("power_w"));
        Double charge = StatusReport.number(part.get("charge_percent"));
        String full = charge == null ? "" : String.format(Locale.ROOT, " (%.0f %%)", charge);
        if (watts == null) {
            return subject + ("asleep".equals(part.text("state")) ? " sleeps" : " is not known") + full;
        }
        return String.format(Locale.ROOT, watts < 0 ? minus : plus, kilowatts(watts)) + full;
    }

    private static String kilowatts(double watts) {
        return String.format(Locale.ROOT, "%.2f kW", Math.abs(watts) / 1000);
    }

    private static List<String> today(JsonValue today) {
        List<String> said = new ArrayList<>();
        for (String[] figure : new String[][] {
            {"consumed_wh", "consumed"},
            {"produced_wh", "produced"},
            {"imported_wh", "from the grid"},
            {"exported_wh", "fed in"},
            {"charged_wh", "charged"},
            {"discharged_wh", "discharged"}
        }) {
            Double wattHours = StatusReport.number(today.get(figure[0]));
            if (wattHours != null) {
                said.add(String.format(Locale.ROOT, "%s %.2f kWh", figure[1], wattHours / 1000));
            }
        }
        for (String[] share :
                new String[][] {{"self_sufficiency", "self-sufficiency"}, {"self_consumption", "self-consumption"}}) {
            Double part = StatusReport.number(today.get(share[0]));
            if (part != null) {
                said.add(String.format(Locale.ROOT, "%s %.0f %%", share[1], 100 * part));
            }
        }
        Double covered = StatusReport.number(today.get("covered"));
        if (covered != null && covered < 0.97) {
            said.add(String.format(Locale.ROOT, "heard %.0f %% of the time", 100 * covered));
        }
        return said;
    }
}
