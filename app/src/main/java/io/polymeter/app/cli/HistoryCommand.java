package io.polymeter.app.cli;

import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Table;
import io.polymeter.app.history.Available;
import io.polymeter.app.history.Energy;
import io.polymeter.app.history.Export;
import io.polymeter.app.history.History;
import io.polymeter.app.history.Instants;
import io.polymeter.app.history.Period;
import io.polymeter.app.history.Resolution;
import io.polymeter.app.history.Series;
import io.polymeter.config.Settings;
import io.polymeter.json.JsonText;
import io.polymeter.point.Point;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter history`: what was kept. Reads the file in the state directory, whether the daemon runs or not.
@Command(
        name = "history",
        description = "Query the history: an overview, a meter's energy or the values of a point.",
        footer = {
            "",
            "Examples:",
            "  polymeter history",
            "  polymeter history grid --per month --from 2026-01-01",
            "  polymeter history grid --point active-power --from 2026-11-20 --to 2026-11-21 --csv",
            "",
            "A time is a day (2026-11-20), a local time (2026-11-20T18:30) or one with its offset",
            "(2026-11-20T18:30:00Z). The last minute is still in the service's memory and not shown."
        })
final class HistoryCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "METER", description = "The meter; default: list what the history holds.")
    @Nullable
    String meter;

    @Option(names = "--point", paramLabel = "POINT", description = "Show values of this point, e.g. active-power.L1.")
    @Nullable
    String point;

    @Option(
            names = "--per",
            paramLabel = "PERIOD",
            description = "Show energy per quarter-hour, hour, day, month or year.")
    @Nullable
    String per;

    @Option(
            names = "--resolution",
            paramLabel = "INTERVAL",
            description = "second, minute or quarter-hour; default: chosen by the length of the period.")
    @Nullable
    String resolution;

    @Option(names = "--all", description = "List every point, or a longer time in finer steps.")
    boolean all;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "Start of the period; default: 4 hours (values) or a week (energy) before its end, a day or 31"
                            + " days with --all, --csv or --json.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "End of the period, exclusive; default: now.")
    @Nullable
    String to;

    @Option(names = "--csv", description = "Print CSV.")
    boolean csv;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Override
    public Integer call() throws IOException {
        if (point != null && per != null) {
            throw CommandFailure.usage("--point and --per cannot be combined");
        }
        if (csv && json) {
            throw CommandFailure.usage("--csv and --json cannot be combined");
        }
        Settings settings = TrustCommand.settings(options.config(), Cli.of(spec).kinds());
        History history = History.in(settings.state(), settings.site().zone());
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (meter == null) {
                list(history, out);
            } else if (point == null) {
                energy(history, meter, out);
            } else {
                values(history, new Series(meter, known(point)), out);
            }
        } catch (NoSuchFileException e) {
            throw CommandFailure.failed("there is no history in " + settings.state()
                    + (settings.history() == null
                            ? ": the configuration has no 'history'"
                            : " yet: it is written after the first minute"));
        }
        out.flush();
        return 0;
    }

    private static Point known(String name) {
        return Point.parse(name)
                .orElseThrow(() ->
                        CommandFailure.usage("there is no point '" + name + "'; `polymeter history` lists those kept"));
    }

    private void list(History history, PrintWriter out) throws IOException {
        Available available = history.available();
        if (json) {
            out.print(JsonText.indented(available.json(history.zone()).build()));
            return;
        }
        if (all) {
            Table table = new Table("METER", "POINT", "UNIT");
            available
                    .series()
                    .forEach(series -> table.row(
                            series.meter(),
                            series.point(),
                            series.point().unit().symbol()));
            out.print(table);
        } else {
            Map<String, Long> points = new TreeMap<>();
            available.series().forEach(series -> points.merge(series.meter(), 1L, Long::sum));
            Table table = new Table("METER", "POINTS");
            points.forEach(table::row);
            out.print(table);
            out.println("`polymeter history METER` shows its energy, `polymeter history --all` lists all points");
        }
        available.since().forEach((resolution, since) -> {
            if (since != null) {
                out.println(resolution.id() + "s since " + Instants.local(since, history.zone()));
            }
        });
    }

    private void exists(History history, String name) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        history.available().series().forEach(series -> names.add(series.meter()));
        if (!names.contains(name)) {
            throw CommandFailure.usage("there is no history of '" + name + "', but of " + String.join(", ", names));
        }
    }

    private void energy(History history, String name, PrintWriter out) throws IOException {
        exists(history, name);
        Period period = per == null ? Period.DAY : named(Period.values(), per, "--per");
        Instant end = end(history.zone());
        Export.Form written = written();
        // On a screen a week is read; a program takes what there is to take.
        Instant start = start(history.zone(), end.minus(Duration.ofDays(written == null && !all ? 6 : 31)));
        List<Energy> all = history.energy(name, period, start, end);
        if (written != null) {
            new Export(out, written, history.zone()).energy(name, period, all);
            return;
        }
        Table table = new Table("FROM", "IMPORTED kWh", "EXPORTED kWh", "COVERED");
        for (Energy each : all) {
            table.row(
                    Instants.local(each.start(), history.zone()),
                    kilo(each.imported()),
                    kilo(each.exported()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * each.covered()));
        }
        out.print(table);
    }

    private static String kilo(double wattHours) {
        return Double.isNaN(wattHours) ? "-" : String.format(Locale.ROOT, "%.3f", wattHours / 1000);
    }

    private void values(History history, Series series, PrintWriter out) throws IOException {
        exists(history, series.meter());
        Instant end = end(history.zone());
        Export.Form written = written();
        boolean brief = written == null && !all && from == null && resolution == null;
        Instant start = start(history.zone(), end.minus(Duration.ofHours(brief ? 4 : 24)));
        Resolution interval = brief
                ? Resolution.QUARTER_HOUR
                : resolution == null
                        ? Resolution.suited(Duration.between(start, end))
                        : named(Resolution.values(), resolution, "--resolution");
        History.Query query = new History.Query(series, start, end, interval);
        if (written != null) {
            new Export(out, written, history.zone()).series(history, query);
            return;
        }
        String unit = series.point().unit().symbol();
        history.series(query, slot -> {
            String line = Instants.local(slot.start(), history.zone()) + "  "
                    + String.format(Locale.ROOT, "%.3f %s", slot.mean(), unit);
            out.println(
                    interval == Resolution.SECOND
                            ? line
                            : line + String.format(Locale.ROOT, "  (%.3f to %.3f)", slot.min(), slot.max()));
        });
    }

    private Export.@Nullable Form written() {
        return csv ? Export.Form.CSV : json ? Export.Form.JSON : null;
    }

    private Instant end(ZoneId zone) {
        return to == null ? Instant.now() : time(to, zone, "--to");
    }

    private Instant start(ZoneId zone, Instant usual) {
        return from == null ? usual : time(from, zone, "--from");
    }

    private static Instant time(String text, ZoneId zone, String option) {
        try {
            return Instants.parse(text, zone);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(option + ": " + e.getMessage());
        }
    }

    private static <T extends Enum<T>> T named(T[] all, String word, String option) {
        for (T each : all) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return each;
            }
        }
        List<String> names = java.util.Arrays.stream(all)
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        throw CommandFailure.usage(option + " is one of " + String.join(", ", names) + ", not '" + word + "'");
    }
}
