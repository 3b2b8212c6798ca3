package io.polymeter.app.cli;

import io.polymeter.app.api.PageAddress;
import io.polymeter.app.cli.client.LocalClient;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.setup.PasswordRoutes;
import io.polymeter.app.setup.SetupCode;
import io.polymeter.app.setup.SetupSite;
import io.polymeter.json.JsonException;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `polymeter setup`: where the set-up page is and the code it asks for.
@Command(
        name = "setup",
        description = "Show the address of the set-up page and its one-time code; serve the page if nothing does yet.",
        footer = {
            "",
            "Prints one line each: `address: http://…`, `code: …`. Run it as the user of the service, or as root.",
            "",
            "Examples:",
            "  sudo polymeter setup",
            "  sudo polymeter setup --reset-password"
        })
final class SetupCommand extends BaseCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final int LONGEST = 10_000;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file, as for run.")
    @Nullable
    Path config;

    @Option(
            names = "--reset-password",
            description = "Give a code, good for 15 minutes, with which the page takes a new password.")
    boolean reset;

    @Override
    public Integer call() throws InterruptedException {
        Cli cli = Cli.of(spec);
        Optional<SetupSite> site = SetupSite.find(config, cli.kinds());
        Path state = site.isPresent() ? site.get().state() : TrustCommand.state(config, cli.kinds());
        try {
            URI page = new PageAddress(state).read().orElse(null);
            JsonValue told = page == null ? null : ask(page);
            if (page != null && told != null) {
                running(state, page, told);
                return 0;
            }
        } catch (IOException e) {
            throw CommandFailure.failed("the state directory " + state + ": " + CommandFailure.words(e), e);
        }
        if (site.isEmpty()) {
            throw CommandFailure.failed("everything is set up, but no daemon runs with the state directory " + state
                    + "; start it with `polymeter run`, then `polymeter setup --reset-password` gives a new password");
        }
        return Daemon.run(cli.protocols, config, cli.debug);
    }

    private void running(Path state, URI page, JsonValue told) throws IOException {
        boolean first = told.get("setup") instanceof JsonValue.BooleanValue(boolean setup) && setup;
        boolean spent = told.get("attempts_left") instanceof JsonValue.NumberValue(String left) && left.equals("0");
        SetupCode codes = new SetupCode(state, first ? FOREVER : PasswordRoutes.VALIDITY);
        if (first) {
            SetupCode.Shown shown = codes.shown()
                    .orElseThrow(() -> new IOException("the code cannot be found; end the daemon and start it again"));
            FirstRunDialog.show(spent ? codes.make(shown.address()) : shown);
        } else if (reset) {
            FirstRunDialog.show(codes.make(page + "/"));
            say("the page takes a new password with this code for 15 minutes: choose Log in, then Forgot it");
        } else {
            PrintWriter out = spec.commandLine().getOut();
            out.println("address: " + page + "/");
            out.flush();
            say("everything is set up; `polymeter setup --reset-password` helps who forgot the password");
        }
    }

    private void say(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(what);
        err.flush();
    }

    /// What the page says of itself; null where nothing answers.
    private static @Nullable JsonValue ask(URI page) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/api/setup"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = LocalClient.within(PATIENCE)) {
            HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                return reply.statusCode() == 200 ? JsonValue.parse(body.readNBytes(LONGEST)) : null;
            }
        } catch (JsonException _) {
            return null;
        } catch (IOException _) {
            // The daemon that wrote the address was killed.
            return null;
        }
    }
}
