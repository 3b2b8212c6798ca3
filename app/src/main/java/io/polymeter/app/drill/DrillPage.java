package io.polymeter.app.drill;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A report as one page to print, without any outside address.
public final class DrillPage {

    private static final int WIDTH = 1000;

    private DrillPage() {}

    /// The page of a report.
    ///
    /// @param report what a drill found, signed
    public static String html(JsonValue report) {
        StringBuilder rows = new StringBuilder();
        if (report instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)) {
            members.forEach((name, value) -> {
                if (!name.equals("requests")) {
                    rows.append("<tr><th>")
                            .append(escaped(name))
                            .append("</th><td>")
                            .append(escaped(plain(value)))
                            .append("</td></tr>\n");
                }
            });
        }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Polymeter drill: %s</title>
            <style>
            body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 1040px; padding: 0 1em }
            table { border-collapse: collapse; width: 100%% } td, th { border: 1px solid #999; padding: .3em .6em }
            th { text-align: left; font-weight: 600 } td { overflow-wrap: anywhere }
            svg { width: 100%%; height: auto } .lines { display: flex; gap: 4em; margin-top: 4em }
            .lines p { border-top: 1px solid #000; flex: 1; padding-top: .3em }
            @media print { body { margin: 0; max-width: none } }
            </style></head><body>
            <h1>Drill of %s: %s</h1>
            <p>%s.</p>
            %s
            <h2>What was asked</h2>
            <table><tr><th>part</th><th>seconds</th><th>asked</th><th>served</th><th>refused</th><th>no reply</th>
            <th>battery, lowest W</th><th>highest W</th></tr>
            %s</table>
            <h2>What was observed</h2>
            <table>%s</table>
            <div class="lines"><p>place, date</p><p>name</p></div>
            </body></html>
            """.formatted(
                        text(report, "output"),
                        text(report, "output"),
                        text(report, "cut"),
                        text(report, "how"),
                        timeline(phases(report)),
                        table(phases(report)),
                        rows);
    }

    private static List<JsonValue> phases(JsonValue report) {
        return report.get("requests") instanceof JsonValue.ArrayValue(List<JsonValue> elements) ? elements : List.of();
    }

    private static String table(List<JsonValue> phases) {
        StringBuilder rows = new StringBuilder();
        for (JsonValue phase : phases) {
            rows.append("<tr>");
            for (String key : List.of(
                    "phase", "seconds", "asked", "served", "refused", "silent", "steered-low-w", "steered-high-w")) {
                rows.append("<td>").append(text(phase, key)).append("</td>");
            }
            rows.append("</tr>\n");
        }
        return rows.toString();
    }

    /// Each part as wide as it was long; the share that was served is dark.
    private static String timeline(List<JsonValue> phases) {
        double total =
                phases.stream().mapToDouble(phase -> number(phase, "seconds")).sum();
        StringBuilder parts = new StringBuilder();
        double x = 0;
        for (JsonValue phase : phases) {
            double width = total > 0 ? number(phase, "seconds") / total * WIDTH : 0;
            double asked = number(phase, "asked");
            double share = asked > 0 ? number(phase, "served") / asked : 0;
            parts.append(String.format(
                    Locale.ROOT,
                    "<rect x='%.1f' y='20' width='%.1f' height='40' fill='#ddd' stroke='#000'/>"
                            + "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='#1565c0'/>"
                            + "<text x='%.1f' y='14' font-size='12'>%s</text>",
                    x,
                    width,
                    x,
                    60 - 40 * share,
                    width,
                    40 * share,
                    x,
                    text(phase, "phase")));
            x += width;
        }
        return "<svg viewBox='0 0 " + WIDTH + " 64' role='img'><title>share of requests that were served</title>"
                + parts + "</svg>";
    }

    private static double number(JsonValue value, String key) {
        return value.get(key) instanceof JsonValue.NumberValue(String digits) ? Double.parseDouble(digits) : 0;
    }

    private static String text(JsonValue value, String key) {
        JsonValue found = value.get(key);
        return found == null ? "-" : escaped(plain(found));
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonValue.StringValue(String text)
                ? text
                : value == JsonValue.NullValue.NULL ? "-" : JsonText.of(value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
