package io.polymeter.lab.loop;

import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.link.Protocol;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.twin.Twin;
import io.polymeter.twin.TwinResult;
import io.polymeter.twin.TwinUnit;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The open evaluation of AstraMeter with a meter in the place of its controller: the same 32 scenarios and measures,
/// each battery reading an output of this program in virtual time, without an aid and with each.
public final class Evaluation {

    private static final SettingsKinds KINDS = Protocol.kinds(List.of(new ModbusProtocol(), HttpProtocol.create()));
    private static final String BEST = "best aids";
    private static final String WAITS = "wait-for-new: 2s";
    private static final String DIRECT = "directly at the meter";
    private static final String NOTHING = "nothing";
    private static final String LONG = "60s";
    private static final String THEIRS = "AstraMeter";
    private static final List<String> SHOWN =
            List.of("settle", "overshoot", "crossings", "rms", "import", "export", "travel");
    /// What is within this factor is no worse.
    private static final double SAME = 1.02;

    private static final String MEAN = "mean of 32";

    private Evaluation() {}

    /// What is tried.
    ///
    /// @param output settings of each output, in the configuration's words
    /// @param fresh how old a value may be
    record Aid(String output, String fresh) {}

    /// What is tried, by its words; the first is the battery at the meter itself, without this program.
    static Map<String, Aid> aids() {
        Map<String, Aid> aids = new LinkedHashMap<>();
        aids.put(DIRECT, new Aid("", LONG));
        aids.put(NOTHING, new Aid("", LONG));
        aids.put(WAITS, new Aid(WAITS + ",", LONG));
        aids.put(WAITS + ", fresh-for: 4s", new Aid(WAITS + ",", "4s"));
        String slowed = WAITS + ", min-sample-period: 2s";
        aids.put(slowed, new Aid(slowed + ",", LONG));
        return aids;
    }

    /// Prints all figures, or as Markdown those that the documentation has.
    ///
    /// @param arguments `--markdown` first, if that is wanted; `--seeds N`, 2 by default; then beginnings of names
    public static void main(String[] arguments) {
        List<String> rest = new ArrayList<>(List.of(arguments));
        boolean markdown = rest.remove("--markdown");
        int at = rest.indexOf("--seeds");
        int seeds = at < 0 ? 2 : Integer.parseInt(rest.remove(at + 1));
        rest.remove("--seeds");
        Map<String, List<double[]>> columns = new LinkedHashMap<>();
        EvaluationScenario.all().stream()
                .filter(scenario -> rest.isEmpty()
                        || rest.stream().anyMatch(name -> scenario.name().startsWith(name)))
                .forEach(scenario -> {
                    Map<String, double[]> rows = rows(scenario, seeds);
                    rows.forEach((words, figures) -> columns.computeIfAbsent(words, _ -> new ArrayList<>())
                            .add(figures));
                    print(System.out, scenario.name(), rows, markdown);
                });
        Map<String, double[]> means = new LinkedHashMap<>();
        columns.forEach((words, rows) -> means.put(words, mean(rows)));
        print(System.out, MEAN, means, markdown);
        if (!columns.isEmpty()) {
            System.out.println("in so many of the rows no worse than the controller, within 2 %: " + noWorse(columns));
        }
    }

    /// In how many rows the best aid is no worse than the controller, by measure.
    private static String noWorse(Map<String, List<double[]>> columns) {
        List<double[]> best = Objects.requireNonNull(columns.get(BEST));
        List<double[]> theirs = Objects.requireNonNull(columns.get(THEIRS));
        return SHOWN.stream()
                .map(measure -> {
                    int index = EvaluationScore.MEASURES.indexOf(measure);
                    long rows = IntStream.range(0, best.size())
                            .filter(row -> best.get(row)[index] <= SAME * theirs.get(row)[index])
                            .count();
                    return measure + " " + rows;
                })
                .collect(Collectors.joining(", "));
    }

    private static Map<String, double[]> rows(EvaluationScenario scenario, int seeds) {
        Map<String, double[]> rows = new LinkedHashMap<>();
        rows.put(THEIRS, Objects.requireNonNull(theirs().get(scenario.name())));
        aids().keySet().forEach(words -> rows.put(words, ours(scenario, words, seeds)));
        rows.put(BEST, Objects.requireNonNull(rows.get(best(rows))));
        return rows;
    }

    /// Of those that change no value, the one with the least avoidable exchange with the grid.
    private static String best(Map<String, double[]> rows) {
        return aids().keySet().stream()
                .filter(words -> !words.equals(DIRECT))
                .min(Comparator.comparingDouble(words -> avoidable(Objects.requireNonNull(rows.get(words)))))
                .orElseThrow();
    }

    private static double avoidable(double[] figures) {
        return figures[EvaluationScore.MEASURES.indexOf("import")]
                + figures[EvaluationScore.MEASURES.indexOf("export")];
    }

    private static void print(PrintStream out, String name, Map<String, double[]> rows, boolean markdown) {
        if (!markdown) {
            rows.forEach((words, figures) -> {
                out.printf("%-28s %-28s", name, words);
                for (double figure : figures) {
                    out.printf(Locale.ROOT, " %9.1f", figure);
                }
                out.println();
            });
            return;
        }
        out.print("| " + name);
        for (String measure : SHOWN) {
            int index = EvaluationScore.MEASURES.indexOf(measure);
            String cell = Stream.of(THEIRS, DIRECT, NOTHING, BEST)
                    .map(words -> Objects.requireNonNull(rows.get(words))[index])
                    .map(figure ->
                            String.format(Locale.ROOT, "%.0f", measure.equals("travel") ? figure / 1000 : figure))
                    .collect(Collectors.joining(" / "));
            out.print(" | " + cell);
        }
        out.println(" | " + (name.equals(MEAN) ? "" : best(rows)) + " |");
    }

    static double[] mean(List<double[]> rows) {
        double[] mean = new double[EvaluationScore.MEASURES.size()];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        return mean;
    }

    /// The figures of AstraMeter's controller, by scenario.
    static Map<String, double[]> theirs() {
        Map<String, double[]> figures = new TreeMap<>();
        for (String[] row : Recorded.rows("/evaluation/astrameter.csv")) {
            double[] values = new double[row.length - 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = Double.parseDouble(row[i + 1]);
            }
            figures.put(row[0], values);
        }
        return figures;
    }

    /// The figures with our meter, the mean of the seeds.
    ///
    /// @param aid one of [#aids]
    static double[] ours(EvaluationScenario scenario, String aid, int seeds) {
        List<double[]> rows = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            rows.add(lived(scenario, aid, seed));
        }
        return mean(rows);
    }

    private static double[] lived(EvaluationScenario scenario, String aid, long seed) {
        EvaluationHouse house = scenario.house(seed);
        Map<String, TwinUnit> units = new TreeMap<>();
        for (int i = 0; i < scenario.units().size(); i++) {
            units.put(EvaluationScore.output(i), scenario.units().get(i));
        }
        Configuration configuration = configuration(scenario, aid);
        TwinResult result = Twin.run(
                configuration,
                new Twin.Options(
                        Duration.ofMillis(Math.round(1000 * scenario.seconds())),
                        seed,
                        Duration.ofMillis(scenario.late()),
                        Double.POSITIVE_INFINITY,
                        house.phases(),
                        new Twin.House(0, units, aid.equals(DIRECT))));
        if (result == null || result.servedWhileStale() > 0) {
            throw new IllegalStateException(
                    scenario.name() + ": " + configuration.problems().sorted());
        }
        return new EvaluationScore(result.curves(), scenario.units(), house.marks()).figures();
    }

    private static Configuration configuration(EvaluationScenario scenario, String words) {
        Aid aid = Objects.requireNonNull(aids().get(words));
        StringBuilder text = new StringBuilder(String.format("""
                meters:
                  grid: { http: { url: "http://meter/", every: %ds, points: { active-power: a } }, fresh-for: { live: %s } }
                """, scenario.period(), aid.fresh()));
        StringBuilder outputs = new StringBuilder("outputs:\n");
        for (int i = 0; i < scenario.units().size(); i++) {
            String name = EvaluationScore.output(i);
            text.append(String.format(
                    "  battery-%s: { http: { url: \"http://%s/\", every: 1s, points: { active-power: a } } }%n",
                    name, name));
            outputs.append(String.format(
                    "  %s: { meter: grid, profile: carlo-gavazzi-em24-ethernet, steers: [battery-%s], %s"
                            + " modbus: { serve: \"tcp://0.0.0.0:%d\", unit: 1 } }%n",
                    name, name, aid.output(), 502 + i));
        }
        byte[] bytes = text.append(outputs).toString().getBytes(StandardCharsets.UTF_8);
        return Configuration.parse(Path.of("evaluation.yaml"), bytes, _ -> null, KINDS);
    }
}
