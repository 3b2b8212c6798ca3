package io.polymeter.lab.loop;

import io.polymeter.loop.Oscillation;
import io.polymeter.loop.Oscillation.Verdict;
import io.polymeter.loop.OscillationDetector;
import io.polymeter.loop.SwingWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the detector says about every scenario, beside the truth.
public final class LoopFigures {

    private static final double HOP = 30;
    private static final double FIRST = 60;

    private LoopFigures() {}

    private static final String HEAD = """
            | scenario | swings by itself | loop | amplified | load | nothing | alarm | period | share of the load |
            |---|---|---|---|---|---|---|---|---|
            """;

    /// Prints the figures.
    ///
    /// @param arguments `--seeds N`, 3 by default; `--house FILE.csv` for the real set-ups in another recorded
    ///     household, with lines `second,watt`; then beginnings of names
    public static void main(String[] arguments) throws IOException {
        List<String> rest = new ArrayList<>(List.of(arguments));
        String seeds = option(rest, "--seeds");
        String house = option(rest, "--house");
        RealHouses houses = house == null ? RealHouses.recorded() : RealHouses.from(Path.of(house));
        List<Row> rows = new ArrayList<>(house == null ? scenarios() : List.of());
        rows.addAll(households(houses));
        System.out.print(HEAD);
        rows.stream()
                .filter(row -> rest.isEmpty()
                        || rest.stream().anyMatch(name -> row.scenario().name().startsWith(name)))
                .forEach(row -> System.out.print(row.text(seeds == null ? 3 : Integer.parseInt(seeds))));
    }

    private static @Nullable String option(List<String> arguments, String name) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return null;
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    /// All scenarios as a table: 20 min each, loads on loops that swing 40 min or 2 h, a recorded household 6 h.
    static String markdown(int seeds) {
        return HEAD
                + Stream.concat(scenarios().stream(), households(RealHouses.recorded()).stream())
                        .map(row -> row.text(seeds))
                        .collect(Collectors.joining());
    }

    /// What is looked at, and for how long.
    private record Row(LoopScenario scenario, double seconds) {
        String text(int seeds) {
            return row(scenario, seconds, seeds);
        }
    }

    private static List<Row> scenarios() {
        List<Row> rows = new ArrayList<>();
        LoopScenario.all().forEach(scenario -> rows.add(new Row(scenario, 1200)));
        LoopScenario.hidden().forEach(scenario -> rows.add(new Row(scenario, hidden(scenario))));
        return rows;
    }

    private static List<Row> households(RealHouses houses) {
        return Stream.concat(houses.sound().stream(), houses.unsound().stream())
                .map(scenario -> new Row(scenario, houses.seconds()))
                .toList();
    }

    /// How long a loop with a load on top is looked at, seconds.
    static double hidden(LoopScenario scenario) {
        return scenario.name().endsWith("now and then") ? 7200 : 2400;
    }

    private static String row(LoopScenario scenario, double seconds, int seeds) {
        Judged judged = Judged.of(scenario, seconds, seeds);
        List<Oscillation> seen = judged.windows().stream()
                .filter(window -> window.verdict() != Verdict.NONE)
                .toList();
        Map<Verdict, Double> shares = shares(judged.windows());
        return String.format(
                Locale.ROOT,
                "| %s | %.0f W | %s | %s | %s | %s | %s | %s | %s |%n",
                scenario.name(),
                scenario.limitCycle(1),
                percent(shares.getOrDefault(Verdict.LOOP, 0.0)),
                percent(shares.getOrDefault(Verdict.AMPLIFIED, 0.0)),
                percent(shares.getOrDefault(Verdict.LOAD, 0.0)),
                percent(shares.getOrDefault(Verdict.NONE, 0.0)),
                percent(judged.alarmed()),
                median("%.1f s", seen.stream().map(Oscillation::period).toList()),
                median("%.2f", seen.stream().map(Oscillation::ratio).toList()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /// @param values NaN where a window has none
    private static String median(String format, List<Double> values) {
        List<Double> known =
                values.stream().filter(value -> !value.isNaN()).sorted().toList();
        return known.isEmpty() ? "" : String.format(Locale.ROOT, format, known.get(known.size() / 2));
    }

    /// What was said of a scenario.
    ///
    /// @param windows all of them, of all seeds
    /// @param alarmed in which share of them the alarm was on, 0 to 1
    record Judged(List<Oscillation> windows, double alarmed) {

        static Judged of(LoopScenario scenario, double seconds, int seeds) {
            List<Oscillation> all = new ArrayList<>();
            int alarms = 0;
            for (int seed = 1; seed <= seeds; seed++) {
                SwingWatch watch = SwingWatch.BEGINNING;
                for (Oscillation window : seen(scenario.run(seconds, seed), FIRST, seconds)) {
                    all.add(window);
                    watch = watch.next(window);
                    alarms += watch.alarm() ? 1 : 0;
                }
            }
            return new Judged(List.copyOf(all), (double) alarms / all.size());
        }

        double share(Verdict verdict) {
            return shares(windows).getOrDefault(verdict, 0.0);
        }
    }

    /// Every window of a run, half a minute apart.
    static List<Oscillation> seen(ClosedLoop.Seen seen, double from, double until) {
        double length = OscillationDetector.window(seen.grid().period());
        List<Oscillation> windows = new ArrayList<>();
        for (double end = from + length; end <= until; end += HOP) {
            windows.add(OscillationDetector.judge(seen.grid(), seen.actuator(), Math.round(end * 1e9)));
        }
        return windows;
    }

    /// How often each verdict came, 0 to 1.
    private static Map<Verdict, Double> shares(List<Oscillation> windows) {
        Map<Verdict, Double> shares = new EnumMap<>(Verdict.class);
        windows.forEach(window -> shares.merge(window.verdict(), 1.0 / windows.size(), Double::sum));
        return shares;
    }
}
