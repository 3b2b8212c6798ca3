package io.polymeter.app.cli;

import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.client.StateRequest;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.drill.DrillLink;
import io.polymeter.app.drill.DrillPage;
import io.polymeter.app.drill.Drills;
import io.polymeter.config.Configuration;
import io.polymeter.config.Settings;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Problem;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.runtime.Drill;
import io.polymeter.twin.Twin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter drill`: cuts the source of an output of the running daemon for a time, and reports what its consumers
/// were told.
@Command(
        name = "drill",
        description = "Interrupt the source of an output for a while and report what its consumers received.",
        footer = {
            "",
            "silence: what the source gives is dropped. reset: its connection is closed. frozen: its last values are taken",
            "again and again as new ones. garbage: its replies are taken as undecodable. gone: the output's endpoints are",
            "closed. Everything else is real, also what the inverter does. It is refused near a limit.",
            "The cut ends by itself. The report documents observed behaviour and is no proof of conformity.",
            "",
            "Example:",
            "  polymeter drill gen24 --for 30s --yes",
            "  polymeter drill gen24 --cut gone --twin --html drill.html"
        })
final class DrillCommand extends BaseCommand implements Callable<Integer> {

    private static final Duration MARGIN = Duration.ofSeconds(70);

    @Parameters(paramLabel = "OUTPUT", description = "Name of an output.")
    @SuppressWarnings("NullAway.Init") // injected
    String output;

    @Option(
            names = "--cut",
            paramLabel = "KIND",
            description = "silence, reset, frozen, garbage or gone (the output's endpoints are closed);"
                    + " default: silence.")
    String cut = "silence";

    @Option(names = "--for", paramLabel = "TIME", description = "Duration, at most 10m; default: 30s.")
    String length = "30s";

    @Option(names = "--yes", description = "Confirm: a battery or an inverter may react.")
    boolean yes;

    @Option(names = "--twin", description = "Run the drill in a simulation of the configuration instead.")
    boolean twin;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write the report as a printable HTML page.")
    @Nullable
    Path html;

    @Option(names = "--json", description = "Print one JSON document, signed.")
    boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Override
    public Integer call() throws IOException {
        Duration time;
        try {
            time = Durations.parse(length);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--for: " + e.getMessage());
        }
        if (!time.isPositive() || time.compareTo(Drills.MAX) > 0) {
            throw CommandFailure.usage("--for: a cut lasts more than 0s and at most 10m");
        }
        if (!yes && !twin) {
            throw CommandFailure.usage("this cuts the source of '" + output + "' for " + Durations.format(time)
                    + " while it runs; say --yes to do it");
        }
        JsonValue report = twin ? simulated(time) : running(time);
        if (html != null) {
            Files.writeString(html, DrillPage.html(report));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(JsonText.indented(report));
        } else {
            print(report, out);
            if (html != null) {
                out.println("page: " + html);
            }
        }
        out.flush();
        return 0;
    }

    private Drill.Cut kind() {
        try {
            return Drills.cut(cut);
        } catch (Drill.RefusedException e) {
            throw CommandFailure.usage("--" + e.getMessage());
        }
    }

    private JsonValue running(Duration time) {
        kind();
        Path state = TrustCommand.state(options.config(), Cli.of(spec).kinds());
        JsonValue report = StateRequest.ask(
                DrillLink.directory(state),
                new JsonObject().put("output", output).put("cut", cut).put("for-ms", String.valueOf(time.toMillis())),
                time.plus(MARGIN));
        if (report.text("error") != null) {
            throw CommandFailure.usage(String.valueOf(report.text("error")));
        }
        return report;
    }

    private JsonValue simulated(Duration time) throws IOException {
        Path file = Configuration.find(options.config());
        if (file == null) {
            throw CommandFailure.usage(Configuration.notFound());
        }
        Configuration configuration = Configuration.load(file, Cli.of(spec).kinds());
        Drill.Cut kind = kind();
        Drill.Result result;
        try {
            result = Twin.drill(configuration, output, kind, time);
        } catch (Drill.RefusedException | IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
        Settings settings = configuration.settings();
        if (configuration.problems().hasErrors() || settings == null) {
            throw CommandFailure.usage(String.join(
                    "\n",
                    configuration.problems().sorted().stream()
                            .map(Problem::toString)
                            .toList()));
        }
        if (result == null) {
            throw CommandFailure.usage("there is no output '" + output + "' that can be simulated");
        }
        return Drills.report(
                        new Drills.Origin(settings.state(), file, VersionCommand.version()),
                        new Drills.Wish(output, kind, time),
                        "in a simulation, where sources give values, not bytes",
                        result)
                .build();
    }

    private static void print(JsonValue report, PrintWriter out) {
        for (String key : new String[] {
            "output",
            "cut",
            "how",
            "last-served-s",
            "served-meanwhile",
            "oldest-served-s",
            "told",
            "recovered-s",
            "sha256",
            "note"
        }) {
            JsonValue value = report.get(key);
            out.println(key + ": "
                    + (value instanceof JsonValue.StringValue(String text)
                            ? text
                            : value == null ? "-" : JsonText.of(value)));
        }
    }
}
