package io.polymeter.lab.loop;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What of `docs/concepts/control-loop.md` is made by simulation: its tables and its pictures.
public final class LoopDocument {

    /// The document, from the repository's root.
    public static final String FILE = "docs/concepts/control-loop.md";

    private static final int SEEDS = 3;

    private LoopDocument() {}

    /// Writes them anew.
    ///
    /// @param arguments the repository's root
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments.length == 0 ? "." : arguments[0]);
        for (Map.Entry<String, String> picture : pictures().entrySet()) {
            Files.writeString(root.resolve("docs/images").resolve(picture.getKey()), picture.getValue());
        }
        Path file = root.resolve(FILE);
        String text = Files.readString(file);
        for (Map.Entry<String, String> part : parts().entrySet()) {
            text = with(text, part.getKey(), part.getValue());
        }
        Files.writeString(file, text);
    }

    private static String with(String text, String name, String part) {
        String begin = "<!-- " + name + ": made by LoopDocument -->\n";
        int from = text.indexOf(begin) + begin.length();
        int until = text.indexOf("<!-- end -->", from);
        return text.substring(0, from) + part + text.substring(until);
    }

    /// The generated parts, by name.
    public static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("accuracy", accuracy());
        parts.put("aids", AidTable.markdown());
        parts.put("detector", LoopFigures.markdown(SEEDS));
        return parts;
    }

    private static Regulation venus() {
        return RegulationModel.named("marstek-venus-e3").orElseThrow().regulation();
    }

    /// The pictures by the names of their files.
    public static Map<String, String> pictures() {
        Map<String, String> pictures = new LinkedHashMap<>();
        Feed second = Feed.every(1).late(0.3);
        pictures.put(
                "loop-repeats.svg",
                new LoopPicture("A battery that reads each value twice", venus(), second, second.waiting(2))
                        .svg("Grid power, each value read twice", "The same with wait-for-new"));
        Feed late = Feed.every(1).late(2);
        pictures.put(
                "loop-late.svg",
                new LoopPicture(
                                "A battery that reads late values",
                                venus(),
                                late,
                                late.waiting(2).slowed(5))
                        .svg("Grid power, values 2 s late", "The same with wait-for-new and min-sample-period: 5s"));
        return pictures;
    }

    /// A meter that is wrong beside one that is late.
    private static String accuracy() {
        Regulation battery = Regulation.integrator(0.5);
        Regulation wrong = Regulation.integrator(0.5 * 1.05);
        Feed second = Feed.every(1);
        String row = "| %s | %.0f W |%n";
        return "| meter | effective power at the grid |\n|---|---|\n"
                + String.format(Locale.ROOT, row, "exact, every second", AidTable.effective(battery, second))
                + String.format(Locale.ROOT, row, "5 % wrong, every second", AidTable.effective(wrong, second))
                + String.format(Locale.ROOT, row, "exact, 1 s late", AidTable.effective(battery, second.late(1)))
                + String.format(Locale.ROOT, row, "exact, 2 s late", AidTable.effective(battery, second.late(2)))
                + String.format(Locale.ROOT, row, "exact, 3 s late", AidTable.effective(battery, second.late(3)));
    }
}
