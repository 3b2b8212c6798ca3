package io.polymeter.app.cli;

import io.polymeter.app.api.PageAddress;
import io.polymeter.app.cli.report.StatusReport;
import io.polymeter.app.setup.SetupSite;
import io.polymeter.config.SettingsKinds;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter status`: what the running daemon says of itself. It is found through the state directory.
@Command(
        name = "status",
        description = "Say whether the running daemon does well, in ten lines at most.",
        footer = {"", "Exit 0: all is well, 1: it is not, or no daemon runs, 2: wrong usage or configuration."})
final class StatusCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 16_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration, which names the state directory.")
    @Nullable
    Path config;

    @Option(names = "--json", description = "Print one JSON document, the same as /api/status.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws InterruptedException {
        SettingsKinds kinds = Cli.of(spec).kinds();
        Optional<SetupSite> unfinished = SetupSite.find(config, kinds);
        try {
            if (unfinished.isPresent()) {
                throw CommandFailure.failed(
                        "nothing is set up yet; `polymeter setup` shows where the page is and the code it asks for");
            }
            Path state = TrustCommand.state(config, kinds);
            JsonValue status = ask(state);
            print(json ? JsonText.indented(status) : StatusReport.text(status));
            return "well".equals(status.text("verdict")) ? 0 : CommandFailure.FAILED;
        } catch (CommandFailure e) {
            if (!json) {
                throw e;
            }
            print(JsonText.indented(new JsonObject()
                    .put("verdict", "failed")
                    .put("sentences", List.of(CommandFailure.words(e)))
                    .put("meters", new JsonObject())
                    .put("outputs", new JsonObject())
                    .build()));
            return e.exitCode();
        }
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private static JsonValue ask(Path state) throws InterruptedException {
        URI page = address(state);
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/api/status"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                JsonValue status = JsonValue.parse(body.readNBytes(LONGEST));
                if (reply.statusCode() == 200 && status.text("verdict") != null) {
                    return status;
                }
            }
        } catch (JsonException e) {
            throw CommandFailure.failed("what answers at " + page + " is not this daemon's page", e);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "no daemon answers at " + page + ", where one was started with this state directory (" + state
                            + "); is it stopped? `polymeter run` starts it",
                    e);
        }
        throw CommandFailure.failed("what answers at " + page + " is not this daemon's page");
    }

    private static URI address(Path state) {
        try {
            return new PageAddress(state)
                    .read()
                    .orElseThrow(() -> CommandFailure.failed("no daemon runs with the state directory " + state
                            + ", or its page is off (`http`); `polymeter run` starts it"));
        } catch (IOException e) {
            throw CommandFailure.failed("the state directory " + state + " cannot be read by this user", e);
        }
    }
}
