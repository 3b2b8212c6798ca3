package io.polymeter.app.cli.report;

import io.polymeter.json.JsonText;
import io.polymeter.twin.Twin;
import io.polymeter.twin.TwinResult;
import java.util.Arrays;
import java.util.Locale;

/// The curves of a twin as one page without any outside address.
public final class TwinPage {

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 260;

    private TwinPage() {}

    public static String html(TwinResult result, Twin.Options options) {
        String figures = JsonText.indented(TwinReport.json(result).build());
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Polymeter twin</title>
            <style>
            body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 1240px; padding: 0 1em }
            svg { width: 100%%; height: auto; background: #fff; border: 1px solid #ccc }
            path { fill: none; stroke: #1565c0; stroke-width: 1 } line { stroke: #999 }
            pre { white-space: pre-wrap; overflow-wrap: anywhere }
            </style></head><body>
            <h1>What the twin lived through</h1>
            <p>%d s, seed %d, values %d ms late. Consumers are models; numbers listed as assumed are nobody's data.</p>
            <h2>Grid</h2>%s
            <h2>House</h2>%s
            <h2>Batteries</h2>%s
            <h2>Figures</h2><pre>%s</pre>
            </body></html>
            """.formatted(
                        options.length().toSeconds(),
                        options.seed(),
                        options.late().toMillis(),
                        curve(result.curves().grid()),
                        curve(result.curves().load()),
                        curve(result.curves().actuators()),
                        figures.replace("&", "&amp;").replace("<", "&lt;"));
    }

    /// From the least to the greatest value of each column: a swing stays visible however long the time.
    private static String curve(double[] watts) {
        if (watts.length == 0) {
            return "<p>nothing</p>";
        }
        double least = Math.min(0, Arrays.stream(watts).min().orElse(0));
        double most = Math.max(1, Arrays.stream(watts).max().orElse(1));
        StringBuilder path = new StringBuilder();
        int columns = Math.min(WIDTH, watts.length);
        for (int column = 0; column < columns; column++) {
            int from = (int) ((long) column * watts.length / columns);
            int until = Math.max(from + 1, (int) ((long) (column + 1) * watts.length / columns));
            double low = watts[from];
            double high = watts[from];
            for (int i = from; i < until; i++) {
                low = Math.min(low, watts[i]);
                high = Math.max(high, watts[i]);
            }
            double x = (double) column * WIDTH / columns;
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1fL%.1f %.1f",
                    column == 0 ? "M" : "L",
                    x,
                    y(low, least, most),
                    x,
                    y(high, least, most)));
        }
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\"><title>%.0f to %.0f W</title><line x1=\"0\" x2=\"%d\""
                        + " y1=\"%.1f\" y2=\"%.1f\"/><path d=\"%s\"/></svg><p>%.0f to %.0f W</p>",
                WIDTH,
                HEIGHT,
                least,
                most,
                WIDTH,
                y(0, least, most),
                y(0, least, most),
                path,
                least,
                most);
    }

    private static double y(double watts, double least, double most) {
        return HEIGHT - (watts - least) / (most - least) * HEIGHT;
    }
}
