package io.polymeter.app.cli;

import io.polymeter.app.cli.client.DaemonPage;
import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.StatusReport;
import io.polymeter.app.setup.SetupSite;
import io.polymeter.config.SettingsKinds;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `polymeter status`: what the running daemon says of itself. It is found through the state directory.
@Command(
        name = "status",
        description =
                "Show the health of the running daemon, the power now and the energy of today, in at most ten lines.",
        footer = {"", "Exit status: 0 healthy, 1 not healthy or no daemon running, 2 invalid usage or configuration."})
final class StatusCommand extends BaseCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Option(names = "--json", description = "Print one JSON document, the same as /api/status.")
    boolean json;

    @Override
    public Integer call() throws InterruptedException {
        SettingsKinds kinds = Cli.of(spec).kinds();
        Optional<SetupSite> unfinished = SetupSite.find(options.config(), kinds);
        try {
            if (unfinished.isPresent()) {
                throw CommandFailure.failed(
                        "nothing is set up yet; `polymeter setup` shows where the page is and the code it asks for");
            }
            Path state = TrustCommand.state(options.config(), kinds);
            DaemonPage page = DaemonPage.of(state);
            JsonValue status = page.get("/api/status").body();
            if (status.text("verdict") == null) {
                throw page.stranger(null);
            }
            print(
                    json
                            ? JsonText.indented(status)
                            : StatusReport.text(status, page.get("/api/home").body()));
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
}
