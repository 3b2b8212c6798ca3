package io.polymeter.lab.loop;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.regulation.Regulation;
import java.util.Locale;

/// The power at the grid after a kettle, drawn: without an aid above, with it below. The same battery, the same house.
///
/// @param title of the picture
/// @param consumer what regulates
/// @param plain how it gets its values without the aid
/// @param helped and with it
public record LoopPicture(String title, Regulation consumer, Feed plain, Feed helped) {

    private static final int SECONDS = 180;
    private static final int STEP = 30;
    private static final double KETTLE = 1500;
    private static final double BASE = 400;
    private static final int WIDTH = 720;
    private static final int HEIGHT = 130;
    private static final int LEFT = 70;
    private static final double HIGHEST = 2600;

    /// As SVG, readable on light and on dark ground.
    public String svg(String above, String below) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n<title>%s</title>%n<rect width=\"%d\""
                        + " height=\"%d\" fill=\"#fff\"/>%n",
                WIDTH,
                2 * HEIGHT + 50,
                title,
                title,
                WIDTH,
                2 * HEIGHT + 50));
        panel(svg, new Panel(10, above, plain, "#a3231b"));
        panel(svg, new Panel(HEIGHT + 20, below, helped, "#0b6b50"));
        for (int second = 0; second <= SECONDS; second += 30) {
            text(svg, new Place(x(second), 2 * HEIGHT + 40, "middle"), second + " s");
        }
        return svg.append("</svg>\n").toString();
    }

    /// One curve with its words.
    private record Panel(int top, String words, Feed feed, String colour) {}

    /// Where words stand, and which end of them is there.
    private record Place(double x, double y, String anchor) {}

    private void panel(StringBuilder svg, Panel panel) {
        int top = panel.top();
        text(svg, new Place(LEFT, top + 12, "start"), panel.words());
        for (int watts = -2000; watts <= 2000; watts += 1000) {
            double at = y(top, watts);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                    LEFT,
                    WIDTH - 10,
                    at,
                    at,
                    watts == 0 ? "#555" : "#ddd"));
            if (watts % 2000 == 0) {
                text(svg, new Place(LEFT - 6, at + 4, "end"), watts + " W");
            }
        }
        double[] truth = new ClosedLoop(consumer, panel.feed(), 5, 1)
                .run(SECONDS, second -> second < STEP ? BASE : BASE + KETTLE)
                .truth();
        svg.append("<polyline fill=\"none\" stroke=\"" + panel.colour() + "\" stroke-width=\"1.5\" points=\"");
        int each = (int) Math.round(0.5 / ClosedLoop.Seen.STEP);
        for (int i = 0; i < truth.length; i += each) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i * ClosedLoop.Seen.STEP), y(top, truth[i])));
        }
        svg.append("\"/>\n");
    }

    private static double x(double second) {
        return LEFT + second * (WIDTH - LEFT - 20) / SECONDS;
    }

    private static double y(int top, double watts) {
        double shown = Math.clamp(watts, -HIGHEST, HIGHEST);
        return top + 15 + (HEIGHT - 15) / 2.0 * (1 - shown / HIGHEST);
    }

    private static void text(StringBuilder svg, Place place, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#333\">%s</text>%n",
                place.x(),
                place.y(),
                place.anchor(),
                words));
    }
}
