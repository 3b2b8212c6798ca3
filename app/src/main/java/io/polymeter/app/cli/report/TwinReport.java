package io.polymeter.app.cli.report;

import io.polymeter.json.JsonObject;
import io.polymeter.loop.Timing;
import io.polymeter.message.Message;
import io.polymeter.twin.TwinResult;
import io.polymeter.twin.TwinScore;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a twin lived through, as JSON and for a terminal.
public final class TwinReport {

    private TwinReport() {}

    public static JsonObject json(TwinResult result) {
        TwinScore score = result.score();
        JsonObject outputs = new JsonObject();
        new TreeMap<>(result.outputs()).forEach((name, output) -> outputs.put(name, output(output)));
        return new JsonObject()
                .put("imported-kwh", round(score.imported()))
                .put("exported-kwh", round(score.exported()))
                .put("rms-w", round(score.rms()))
                .put("settle-s", round(score.settle()))
                .put("overshoot-w", round(score.overshoot()))
                .put("peak-to-peak-w", round(score.peakToPeak()))
                .put("crossings-per-hour", round(score.crossings()))
                .put("travel-w-per-hour", round(score.travel()))
                .put("alarm-minutes", round(result.alarmMinutes()))
                .put("longest-above-limit-s", round(score.longestAboveLimit()))
                .put("served-while-stale", result.servedWhileStale())
                .put("outputs", outputs)
                .put("not-simulated", result.leftOut());
    }

    private static JsonObject output(TwinResult.Output output) {
        Timing live = live(output);
        return new JsonObject()
                .put("meter", output.meter())
                .put("consumer", output.consumer().id())
                .put("assumed", output.consumer().assumed())
                .put("regulates", output.regulates())
                .put("asked", output.asked())
                .put("answered", output.answered())
                .put("age-p95-s", live == null ? Double.NaN : round(live.age().quantile(0.95)))
                .put("repeat-factor", live == null ? Double.NaN : round(live.repeatFactor()))
                .put("verdict", output.loop().swing().verdict().name().toLowerCase(Locale.ROOT))
                .put("alarm", output.loop().swing().alarm())
                .put("period-s", round(output.loop().swing().last().period()))
                .put("amplitude-w", round(output.loop().swing().last().amplitude()))
                .put("advice", Message.texts(output.loop().advice()));
    }

    private static @Nullable Timing live(TwinResult.Output output) {
        return output.loop().recent().get("live");
    }

    public static void print(TwinResult result, PrintWriter out) {
        TwinScore score = result.score();
        Table table = new Table("FIGURE", "VALUE");
        table.row("imported", say(score.imported(), "kWh"));
        table.row("exported", say(score.exported(), "kWh"));
        table.row("effective power at the grid", say(score.rms(), "W"));
        table.row("settling after a step", say(score.settle(), "s"));
        table.row("overshoot", say(score.overshoot(), "W"));
        table.row("peak to peak (p5 to p95)", say(score.peakToPeak(), "W"));
        table.row("crossings", say(score.crossings(), "an hour"));
        table.row("travel of the actuators", say(score.travel(), "W an hour"));
        table.row("alarm", say(result.alarmMinutes(), "min"));
        table.row("longest above the limit", say(score.longestAboveLimit(), "s"));
        table.row("served while stale", result.servedWhileStale());
        out.print(table);
        out.println();
        Table outputs = new Table("OUTPUT", "CONSUMER", "ASKED", "ANSWERED", "SWING", "ASSUMED");
        new TreeMap<>(result.outputs())
                .forEach((name, output) -> outputs.row(
                        name,
                        output.consumer().id() + (output.regulates() ? "" : " (reads only)"),
                        output.asked(),
                        output.answered(),
                        output.loop().swing().verdict().name().toLowerCase(Locale.ROOT),
                        String.join(", ", output.consumer().assumed())));
        out.print(outputs);
        new TreeMap<>(result.outputs())
                .forEach((name, output) ->
                        output.loop().advice().forEach(sentence -> out.println(name + ": " + sentence)));
        if (!result.leftOut().isEmpty()) {
            out.println("not simulated: " + String.join(", ", result.leftOut()));
        }
    }

    private static String say(double value, String unit) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f %s", value, unit);
    }

    private static double round(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : Double.NaN;
    }
}
