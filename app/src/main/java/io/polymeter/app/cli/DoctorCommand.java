package io.polymeter.app.cli;

import io.polymeter.app.cli.report.Table;
import io.polymeter.config.HttpSettings;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter doctor`: how the control loops on the outputs are. Asks the daemon that runs.
@Command(
        name = "doctor",
        description =
                "Show how old and how regular the values of the outputs are, and whether a battery swings on them.",
        footer = {"", "Examples:", "  polymeter doctor", "  polymeter doctor plenticore --json"})
final class DoctorCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "OUTPUT", description = "Name of an output; default: all.")
    @Nullable
    String output;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file; it sets the address of the page.")
    @Nullable
    Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws InterruptedException {
        HttpSettings http = TrustCommand.settings(config, Cli.of(spec).kinds()).http();
        if (!http.enabled()) {
            throw CommandFailure.usage("the page is switched off (http.enabled), and the daemon tells it there");
        }
        String answer = ask(http);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer);
        } else {
            print(answer, out);
        }
        out.flush();
        return 0;
    }

    private String ask(HttpSettings http) throws InterruptedException {
        String host = http.listen().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        String reached = any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        String place = reached + ":" + http.listen().port();
        String name = output == null ? "" : "/" + URLEncoder.encode(output, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + place + "/api/doctor" + name))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 404 && output != null) {
                throw CommandFailure.usage("there is no output '" + output + "' whose timing is measured");
            }
            if (response.statusCode() != 200) {
                throw CommandFailure.failed("the daemon at " + place + " answers " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw CommandFailure.failed("no daemon answers at " + place + "; start one with `polymeter run`", e);
        }
    }

    private static void print(String answer, PrintWriter out) {
        JsonValue outputs;
        try {
            outputs = member(JsonValue.parse(answer), "outputs");
        } catch (JsonException e) {
            throw CommandFailure.failed("the daemon's answer is no JSON", e);
        }
        if (!(outputs instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)) || members.isEmpty()) {
            out.println("no output's timing is measured: there is no Modbus output");
            return;
        }
        Table table = new Table("OUTPUT", "AGE p50", "p95", "POLL", "SOURCE", "REPEATS", "LOST", "SWING", "ALARM");
        members.forEach((name, loop) -> table.row(
                name,
                text(loop, "age-s", "p50"),
                text(loop, "age-s", "p95"),
                text(loop, "poll-s", "p50"),
                text(loop, "source-s", "p50"),
                text(loop, "repeat-factor"),
                text(loop, "lost-share"),
                text(loop, "oscillation", "verdict"),
                text(loop, "oscillation", "alarm")));
        out.print(table);
        members.forEach((name, loop) -> {
            if (member(loop, "advice") instanceof JsonValue.ArrayValue(var sentences)) {
                sentences.forEach(sentence -> out.println(name + ": " + plain(sentence)));
            }
        });
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
