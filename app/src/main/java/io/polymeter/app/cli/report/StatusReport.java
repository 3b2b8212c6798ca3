package io.polymeter.app.cli.report;

import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The status of a daemon for people, in ten lines at most: what is wrong first, then meters and outputs.
public final class StatusReport {

    static final int LINES = 10;
    private static final int SENTENCES = 4;

    private StatusReport() {}

    /// The report as lines of text.
    ///
    /// @param status as `/api/status` has it
    /// @param home as `/api/home` has it
    public static String text(JsonValue status, JsonValue home) {
        List<String> sentences = new ArrayList<>();
        if (status.get("sentences") instanceof JsonValue.ArrayValue(var each)) {
            each.forEach(one -> sentences.add(plain(one)));
        }
        List<String> rest = new ArrayList<>();
        members(status, "meters").forEach((name, meter) -> rest.add(name + " " + meter(meter)));
        members(status, "outputs").forEach((name, output) -> rest.add(name + " " + output(output)));
        List<String> lines = shortened(sentences, SENTENCES);
        lines.addAll(HomeReport.lines(home));
        lines.addAll(shortened(rest, LINES - lines.size()));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> shortened(List<String> lines, int most) {
        if (lines.size() <= most) {
            return new ArrayList<>(lines);
        }
        List<String> some = new ArrayList<>(lines.subList(0, most - 1));
        some.add("and " + (lines.size() - most + 1) + " more: `polymeter status --json`");
        return some;
    }

    private static Map<String, JsonValue> members(JsonValue object, String name) {
        return object.get(name) instanceof JsonValue.ObjectValue(var members) ? members : Map.of();
    }

    private static String meter(JsonValue meter) {
        String state = String.valueOf(meter.text("state"));
        Double age = number(meter.get("age-s"));
        String old = age == null ? "" : ", " + Texts.age((long) (age * 1e9)) + " old";
        return switch (state) {
            case "fresh" -> power(meter) + charge(meter) + old;
            case "stale" -> "is too old" + old;
            case "asleep" -> "is off or asleep";
            default -> "has not been received";
        };
    }

    private static String power(JsonValue meter) {
        JsonValue values = meter.get("values");
        Double watts = values == null ? null : number(values.get("active-power"));
        if (watts == null) {
            return "is read";
        }
        String amount = String.format(Locale.ROOT, "%.2f kW", Math.abs(watts) / 1000);
        boolean out = watts < 0;
        return switch (String.valueOf(meter.text("role"))) {
            case "grid" -> out ? "feeds " + amount + " into the grid" : "takes " + amount + " from the grid";
            case "producer" -> "produces " + String.format(Locale.ROOT, "%.2f kW", watts / 1000);
            case "storage" -> (out ? "discharges " : "charges ") + amount;
            case "consumer", "vehicle" -> (out ? "gives " : "takes ") + amount;
            default -> (out ? "exports " : "imports ") + amount;
        };
    }

    private static String charge(JsonValue meter) {
        JsonValue values = meter.get("values");
        boolean holds = "storage".equals(meter.text("role")) || "vehicle".equals(meter.text("role"));
        Double charge = values == null || !holds ? null : number(values.get("state-of-charge"));
        return charge == null ? "" : String.format(Locale.ROOT, ", %.0f %% charged", charge);
    }

    private static String output(JsonValue output) {
        String state = switch (String.valueOf(output.text("state"))) {
            case "fresh" -> "";
            case "stale" -> ", its values are too old";
            case "absent" -> ", it has no values";
            case "down" -> ", it does not work";
            default -> ", it waits";
        };
        Double asked = number(output.get("asked-per-minute"));
        Double refused = number(output.get("refused-share"));
        if (asked == null || refused == null) {
            return "is shown" + (asked == null || asked > 0 ? "" : ", nobody has asked") + state;
        }
        return "is asked " + Math.round(asked) + " times a minute, "
                + (refused == 0 ? "all answered" : String.format(Locale.ROOT, "%.1f %% refused", 100 * refused))
                + state;
    }

    static @Nullable Double number(@Nullable JsonValue value) {
        if (value instanceof JsonValue.NumberValue(String literal)) {
            try {
                return Double.valueOf(literal);
            } catch (NumberFormatException _) {
                return null;
            }
        }
        return null;
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonValue.StringValue(String text) ? text : "";
    }
}
