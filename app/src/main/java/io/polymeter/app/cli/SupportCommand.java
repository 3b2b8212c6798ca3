package io.polymeter.app.cli;

import io.polymeter.app.cli.client.DaemonPage;
import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.support.StateListing;
import io.polymeter.app.support.SupportArchive;
import io.polymeter.config.Configuration;
import io.polymeter.config.Settings;
import io.polymeter.config.yaml.Document;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.ShownConfiguration;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.FileFailure;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `polymeter support [FILE]`: what somebody needs who looks for a fault, in one archive, from the daemon that runs and
/// without one.
@Command(
        name = "support",
        description = "Write one archive for a bug report: versions, configuration, state, log and threads,"
                + " without passwords and keys.",
        footer = {"", "Exit 0: it is written, 1: it could not be. Nothing is sent anywhere."})
final class SupportCommand extends BaseCommand implements Callable<Integer> {

    /// What a running daemon is asked, by the file it goes to.
    private static final Map<String, String> QUESTIONS = new TreeMap<>(Map.of(
            "status.json", "/api/status",
            "overview.json", "/api/overview",
            "doctor.json", "/api/doctor",
            "health.json", "/health",
            "metrics.txt", "/metrics",
            "threads.txt", "/api/threads"));

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The ZIP file to write; default: polymeter-support-TIME.zip in the working directory.")
    @Nullable
    Path file;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Override
    public Integer call() throws InterruptedException {
        SupportArchive archive = new SupportArchive().add("about.txt", about());
        Path named = Configuration.find(options.config());
        if (named == null) {
            archive.add("configuration.txt", Configuration.notFound() + "\n");
        } else {
            gather(archive, named);
        }
        Path target = file != null ? file : Path.of("polymeter-support-" + now("yyyyMMdd-HHmmss") + ".zip");
        try {
            archive.write(target);
        } catch (FileAlreadyExistsException _) {
            throw CommandFailure.failed(target + " is there already; name another file");
        } catch (IOException e) {
            throw CommandFailure.failed(target + " cannot be written: " + FileFailure.message(e), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("written: " + target);
        archive.names().stream().sorted().forEach(name -> out.println("  " + name));
        out.println("It holds no passwords and keys, but names and addresses: look at it before you give it away.");
        out.flush();
        return 0;
    }

    private void gather(SupportArchive archive, Path named) throws InterruptedException {
        Wiring wiring = new Wiring(Catalog.builtIn(), Cli.of(spec).protocols());
        Configuration configuration = Configuration.load(named, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        archive.add("configuration.txt", shown(named));
        archive.add("check.txt", checked(configuration, plan));
        Settings settings = configuration.settings();
        Path state = settings == null ? Configuration.defaultState(named) : settings.state();
        archive.add("state.txt", StateListing.of(state));
        try {
            DaemonPage page = DaemonPage.of(state);
            for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
                archive.add(question.getKey(), page.text(question.getValue()));
            }
            archive.add("log.txt", log(page.get("/api/log?limit=1000").body()));
        } catch (CommandFailure e) {
            archive.add(
                    "daemon.txt",
                    CommandFailure.words(e) + "\n\nThe log is where the daemon wrote it, under"
                            + " systemd: `journalctl -u polymeter`.\n");
        }
    }

    private static String shown(Path named) {
        try (InputStream in = Files.newInputStream(named)) {
            return ShownConfiguration.of(in.readNBytes(Document.MAX_SIZE + 1));
        } catch (IOException e) {
            return named + " cannot be read: " + FileFailure.message(e) + "\n";
        }
    }

    private static String checked(Configuration configuration, @Nullable Plan plan) {
        String problems = configuration.problems().sorted().stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
        return problems + "\n\n" + (plan == null ? "There are errors." : String.join("\n", plan.describe())) + "\n";
    }

    private static String log(JsonValue reply) {
        StringBuilder lines = new StringBuilder();
        if (reply.get("lines") instanceof JsonValue.ArrayValue(var all)) {
            for (JsonValue line : all) {
                lines.append("%s %-7s %s%n".formatted(line.text("time"), line.text("level"), line.text("message")));
            }
            return lines.toString();
        }
        return JsonText.indented(reply);
    }

    private static String about() {
        Runtime machine = Runtime.getRuntime();
        return String.join(
                "\n",
                VersionCommand.line(),
                "Java: " + System.getProperty("java.vendor") + " " + Runtime.version() + ", "
                        + System.getProperty("java.vm.name"),
                "System: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                "Processors: " + machine.availableProcessors() + ", memory for Java: " + machine.maxMemory() / 1_048_576
                        + " MB",
                "Written: " + ZonedDateTime.now(ZoneId.systemDefault()) + ", language " + Locale.getDefault(),
                "");
    }

    private static String now(String pattern) {
        return LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern(pattern));
    }
}
