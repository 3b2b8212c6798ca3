package io.polymeter.app.cli;

import io.polymeter.app.cli.client.DaemonPage;
import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.client.StateRequest;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Table;
import io.polymeter.app.drill.DrillLink;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.net.Ticker;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter doctor`: how the control loops on the outputs are. Asks the daemon that runs.
@Command(
        name = "doctor",
        description =
                "Show how old and how regular the values of the outputs are, and whether a battery swings on them.",
        footer = {
            "",
            "Examples:",
            "  polymeter doctor",
            "  polymeter doctor plenticore --json",
            "  polymeter doctor gen24 --try wait-for-new=800ms --for 10m"
        })
final class DoctorCommand extends BaseCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /// What is held side by side, and where it stands.
    private static final Map<String, String[]> COMPARED = compared();

    private static Map<String, String[]> compared() {
        Map<String, String[]> rows = new LinkedHashMap<>();
        rows.put("grid, effective W", new String[] {"rms-w"});
        rows.put("grid, p5 to p95 W", new String[] {"peak-to-peak-w"});
        rows.put("battery moves W/h", new String[] {"travel-w-per-hour"});
        rows.put("swing", new String[] {"verdict"});
        rows.put("age p95 s", new String[] {"age-s", "p95"});
        rows.put("poll s", new String[] {"poll-s", "p50"});
        rows.put("source s", new String[] {"source-s", "p50"});
        rows.put("repeats", new String[] {"repeat-factor"});
        rows.put("over s", new String[] {"seconds"});
        return rows;
    }

    @Parameters(arity = "0..1", paramLabel = "OUTPUT", description = "Name of an output; default: all.")
    @Nullable
    String output;

    @Option(
            names = "--try",
            paramLabel = "AID=VALUE",
            description =
                    "Apply a control aid to the output for a limited time and compare the loop before and with it.")
    @Nullable
    String aid;

    @Option(names = "--for", paramLabel = "TIME", description = "Duration of the trial, at most 1h; default: 10m.")
    String length = "10m";

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Path state = TrustCommand.state(options.config(), Cli.of(spec).kinds());
        DaemonPage page = DaemonPage.of(state);
        if (aid != null) {
            return tried(page, state);
        }
        String name = output == null ? "" : "/" + URLEncoder.encode(output, StandardCharsets.UTF_8);
        DaemonPage.Reply reply = page.get("/api/doctor" + name);
        if (reply.status() == 404 && output != null) {
            throw CommandFailure.usage("there is no output '" + output
                    + "' whose timing is measured; `polymeter doctor` lists those there are");
        }
        return shown(page, reply, DoctorCommand::print);
    }

    private int shown(DaemonPage page, DaemonPage.Reply reply, BiConsumer<JsonValue, PrintWriter> table) {
        if (reply.status() != 200) {
            throw page.stranger(null);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(JsonText.indented(reply.body()));
        } else {
            table.accept(reply.body(), out);
        }
        out.flush();
        return 0;
    }

    private int tried(DaemonPage page, Path state) throws InterruptedException {
        if (output == null) {
            throw CommandFailure.usage("--try needs the name of an output");
        }
        JsonValue begun = StateRequest.ask(
                DrillLink.directory(state),
                new JsonObject().put("output", output).put("try", aid).put("for", length),
                Duration.ofSeconds(10));
        if (begun.text("error") != null) {
            throw CommandFailure.usage(String.valueOf(begun.text("error")));
        }
        String path = "/api/doctor/" + URLEncoder.encode(output, StandardCharsets.UTF_8) + "/try";
        DaemonPage.Reply reply = page.get(path);
        while (reply.status() == 200
                && member(reply.body(), "running") instanceof JsonValue.BooleanValue(boolean on)
                && on) {
            Ticker.SYSTEM.sleep(LOOK);
            reply = page.get(path);
        }
        return shown(page, reply, DoctorCommand::compare);
    }

    private static void compare(JsonValue trial, PrintWriter out) {
        out.println(plain(member(trial, "output")) + ", " + plain(member(trial, "try")) + ": "
                + plain(member(trial, "ended")));
        Table table = new Table("", "BEFORE", "WITH");
        COMPARED.forEach((words, where) ->
                table.row(words, text(member(trial, "before"), where), text(member(trial, "with"), where)));
        out.print(table);
    }

    private static void print(JsonValue answer, PrintWriter out) {
        JsonValue outputs = member(answer, "outputs");
        if (!(outputs instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)) || members.isEmpty()) {
            out.println("no output's timing is measured; only Modbus outputs have one");
            return;
        }
        Table table = new Table(
                "OUTPUT",
                "AGE p50",
                "p95",
                "POLL",
                "JITTER",
                "SOURCE",
                "JITTER",
                "REPEATS",
                "LOST",
                "SWING",
                "ALARM",
                "MARGIN (experimental)");
        members.forEach((name, loop) -> table.row(
                name,
                text(loop, "age-s", "p50"),
                graded(text(loop, "age-s", "p95"), text(loop, "age-s", "grade")),
                text(loop, "poll-s", "p50"),
                graded(text(loop, "poll-s", "jitter"), text(loop, "poll-s", "grade")),
                text(loop, "source-s", "p50"),
                graded(text(loop, "source-s", "jitter"), text(loop, "source-s", "grade")),
                graded(text(loop, "repeat-factor"), text(loop, "repeat-grade")),
                text(loop, "lost-share"),
                text(loop, "oscillation", "verdict"),
                text(loop, "oscillation", "alarm"),
                margin(member(loop, "margin"))));
        out.print(table);
        members.forEach((name, loop) -> {
            if (member(loop, "advice") instanceof JsonValue.ArrayValue(var sentences)) {
                sentences.forEach(sentence -> out.println(name + ": " + plain(sentence)));
            }
        });
    }

    /// Only what is not good needs a word.
    private static String graded(String figure, String grade) {
        return grade.equals("-") || grade.equals("good") ? figure : figure + " " + grade;
    }

    private static String margin(JsonValue margin) {
        if (member(margin, "gain") instanceof JsonValue.ArrayValue(var gain)
                && member(margin, "phase-deg") instanceof JsonValue.ArrayValue(var phase)) {
            return plain(gain.getFirst()) + " to " + plain(gain.getLast()) + ", " + plain(phase.getFirst()) + " to "
                    + plain(phase.getLast()) + " deg, " + text(margin, "soundness");
        }
        return "not enough happened yet";
    }

    private static JsonValue member(JsonValue value, String name) {
        return value instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)
                ? members.getOrDefault(name, JsonValue.NullValue.NULL)
                : JsonValue.NullValue.NULL;
    }

    private static String text(JsonValue value, String... path) {
        JsonValue found = value;
        for (String name : path) {
            found = member(found, name);
        }
        return plain(found);
    }

    private static String plain(JsonValue value) {
        return switch (value) {
            case JsonValue.StringValue(String text) -> text;
            case JsonValue.NumberValue(String text) -> text;
            case JsonValue.BooleanValue(boolean truth) -> truth ? "yes" : "no";
            case JsonValue.NullValue _, JsonValue.ArrayValue _, JsonValue.ObjectValue _ -> "-";
        };
    }
}
