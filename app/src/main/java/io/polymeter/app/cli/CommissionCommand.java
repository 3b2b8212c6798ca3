package io.polymeter.app.cli;

import io.polymeter.app.cli.client.DaemonPage;
import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter commission`: what is wrong with a meter's wiring, as far as minutes of its values tell. Asks the
/// daemon that runs.
@Command(
        name = "commission",
        description = "Find wiring and configuration faults of a meter from the last minutes of its values.",
        footer = {
            "",
            "Let the daemon run for some minutes, and switch what it asks for: a kettle on each phase, a battery.",
            "What it finds goes into the meter's key 'correct'.",
            "",
            "Example:",
            "  polymeter commission grid"
        })
final class CommissionCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "METER", description = "Name of a meter.")
    @SuppressWarnings("NullAway.Init") // injected
    String meter;

    @Option(names = "--json", description = "Print one JSON document, the same as /api/commission/METER.")
    boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Path state = TrustCommand.state(options.config(), Cli.of(spec).kinds());
        JsonValue found = DaemonPage.of(state)
                .get("/api/commission/" + URLEncoder.encode(meter, StandardCharsets.UTF_8), "meter '" + meter + "'");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(JsonText.indented(found));
        } else {
            print(found, out);
        }
        out.flush();
        return 0;
    }

    private static void print(JsonValue found, PrintWriter out) {
        for (JsonValue finding : list(found, "findings")) {
            out.println("wrong: " + finding.text("what") + ", confidence " + said(finding, "confidence") + ": "
                    + finding.text("evidence"));
            out.println("  correct: " + said(finding, "apply"));
        }
        for (JsonValue right : list(found, "right")) {
            out.println("right: " + (right instanceof JsonValue.StringValue(String text) ? text : ""));
        }
        for (JsonValue open : list(found, "cannot-tell")) {
            out.println("cannot tell yet: " + open.text("what") + "; needs " + open.text("needs"));
        }
    }

    private static String said(JsonValue value, String key) {
        JsonValue found = value.get(key);
        return found == null ? "-" : JsonText.of(found);
    }

    private static List<JsonValue> list(JsonValue value, String key) {
        return value.get(key) instanceof JsonValue.ArrayValue(List<JsonValue> elements) ? elements : List.of();
    }
}
