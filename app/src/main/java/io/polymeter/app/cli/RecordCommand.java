package io.polymeter.app.cli;

import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.client.StateRequest;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.record.RecordLink;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter record`: the Modbus traffic of the running daemon as a file.
@Command(
        name = "record",
        description = "Record the Modbus traffic of the running daemon, for Wireshark, replay and learn.",
        footer = {
            "",
            "The file has what is asked and answered on both sides, without addresses, names and keys; registers are",
            "as they are, a serial number among them too. FILE.values has what the meters measured meanwhile.",
            "The latest 16 MB are kept.",
            "",
            "Example:",
            "  polymeter record traffic.pcapng --seconds 900"
        })
final class RecordCommand extends BaseCommand implements Callable<Integer> {

    /// The file that says that the recording is still wanted.
    private static final String WANTED = "wanted";

    private static final Duration TOUCH = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(15);

    @Parameters(paramLabel = "FILE.pcapng", description = "The file to write; it is replaced.")
    @SuppressWarnings("NullAway.Init") // injected
    Path file;

    @Option(names = "--seconds", paramLabel = "N", description = "Duration; default: until interrupted.")
    int seconds;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    StateOptions options;

    @Override
    public Integer call() throws IOException {
        if (seconds < 0) {
            throw CommandFailure.usage("--seconds: a recording lasts a second or more");
        }
        Path directory = RecordLink.directory(
                TrustCommand.state(options.config(), Cli.of(spec).kinds()));
        StateRequest request = new StateRequest(directory);
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw CommandFailure.failed(file + " cannot be written: " + FileFailure.message(e), e);
        }
        begin(request);
        // Interrupted is the usual end: what was recorded is kept.
        Runnable unhook = Stop.with(() -> {
            Files.deleteIfExists(request.file(WANTED));
            take(request);
        });
        Duration most = seconds == 0 ? Duration.ofDays(36_500) : GRACE.plusSeconds(seconds);
        hold(request, Ticker.SYSTEM.nanos(), most);
        unhook.run();
        take(request);
        return 0;
    }

    private void begin(StateRequest request) throws IOException {
        Files.writeString(request.file(WANTED), "");
        if (!request.send(new JsonObject().put("seconds", String.valueOf(seconds)))) {
            Files.deleteIfExists(request.file(WANTED));
            Files.deleteIfExists(file);
            throw CommandFailure.failed("no daemon takes the recording up: none runs, or another recording does");
        }
    }

    /// Tells the daemon that the recording is still wanted, until it has ended.
    private static void hold(StateRequest request, long begin, Duration most) throws IOException {
        while (!request.await(TOUCH) && Ticker.SYSTEM.nanos() - begin < most.toNanos()) {
            if (Files.exists(request.file(WANTED))) {
                Files.setLastModifiedTime(request.file(WANTED), FileTime.from(Instant.now()));
            }
        }
    }

    private synchronized void take(StateRequest request) throws IOException {
        if (!request.await(GRACE)) {
            throw CommandFailure.failed("the daemon gives no recording; it was stopped meanwhile");
        }
        try {
            JsonValue answer = request.answer();
            if (answer.text("error") != null) {
                throw CommandFailure.failed(String.valueOf(answer.text("error")));
            }
            Files.move(request.file("pcapng"), file, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    request.file("values"),
                    file.resolveSibling(file.getFileName() + ".values"),
                    StandardCopyOption.REPLACE_EXISTING);
            var out = spec.commandLine().getOut();
            String lost = number(answer, "dropped");
            out.println(file + ": " + number(answer, "frames") + " frames"
                    + (lost.equals("0") ? "" : "; " + lost + " before them had no room"));
            out.flush();
        } finally {
            Files.deleteIfExists(request.file(WANTED));
        }
    }

    private static String number(JsonValue answer, String key) {
        return answer.get(key) instanceof JsonValue.NumberValue(String text) ? text : "0";
    }
}
