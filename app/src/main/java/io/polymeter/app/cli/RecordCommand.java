package io.polymeter.app.cli;

import io.polymeter.app.cli.client.StateOptions;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.record.RecordLink;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class RecordCommand implements Callable<Integer> {

    private static final long SECOND = 1_000_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(paramLabel = "FILE.pcapng", description = "The file to write; it is replaced.")
    @SuppressWarnings("NullAway.Init") // injected
    Path file;

    @Option(names = "--seconds", paramLabel = "N", description = "How long; default: until interrupted.")
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
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    "no daemon runs with the state directory " + directory.getParent() + "; `polymeter run` starts it");
        }
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw CommandFailure.failed(file + " cannot be written: " + FileFailure.message(e), e);
        }
        Asked asked = ask(directory);
        // Interrupted is the usual end: what was recorded is kept.
        Runnable unhook = Stop.with(() -> {
            Files.deleteIfExists(asked.wanted());
            take(asked);
        });
        await(asked, seconds == 0 ? Long.MAX_VALUE : (seconds + 15L) * SECOND);
        unhook.run();
        take(asked);
        return 0;
    }

    private record Asked(Path directory, String id) {

        Path wanted() {
            return directory.resolve(id + ".wanted");
        }

        Path answer() {
            return directory.resolve(id + ".json");
        }

        Path recording() {
            return directory.resolve(id + ".pcapng");
        }

        Path values() {
            return directory.resolve(id + ".values");
        }
    }

    private Asked ask(Path directory) throws IOException {
        Asked asked = new Asked(directory, UUID.randomUUID().toString());
        Path request = directory.resolve("request");
        Files.writeString(asked.wanted(), "");
        Path written = directory.resolve(asked.id() + ".request");
        Files.writeString(
                written,
                JsonText.of(new JsonObject()
                        .put("id", asked.id())
                        .put("seconds", String.valueOf(seconds))
                        .build()));
        Files.move(written, request, StandardCopyOption.ATOMIC_MOVE);
        for (int i = 0; i < 200 && Files.exists(request); i++) {
            LockSupport.parkNanos(50_000_000);
        }
        if (Files.exists(request)) {
            Files.deleteIfExists(request);
            Files.deleteIfExists(asked.wanted());
            Files.deleteIfExists(file);
            throw CommandFailure.failed("no daemon takes the recording up: none runs, or another recording does");
        }
        return asked;
    }

    /// Tells the daemon that the recording is still wanted, until it has ended.
    private static void await(Asked asked, long most) throws IOException {
        long begin = System.nanoTime();
        long touched = begin;
        while (!Files.exists(asked.answer()) && System.nanoTime() - begin < most) {
            LockSupport.parkNanos(100_000_000);
            if (System.nanoTime() - touched > SECOND && Files.exists(asked.wanted())) {
                touched = System.nanoTime();
                Files.setLastModifiedTime(asked.wanted(), FileTime.from(Instant.now()));
            }
        }
    }

    private synchronized void take(Asked asked) throws IOException {
        for (int i = 0; i < 300 && !Files.exists(asked.answer()); i++) {
            LockSupport.parkNanos(50_000_000);
        }
        if (!Files.exists(asked.answer())) {
            throw CommandFailure.failed("the daemon gives no recording; it was stopped meanwhile");
        }
        try {
            JsonValue answer = JsonValue.parse(Files.readAllBytes(asked.answer()));
            if (answer.text("error") != null) {
                throw CommandFailure.failed(String.valueOf(answer.text("error")));
            }
            Files.move(asked.recording(), file, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    asked.values(),
                    file.resolveSibling(file.getFileName() + ".values"),
                    StandardCopyOption.REPLACE_EXISTING);
            var out = spec.commandLine().getOut();
            String lost = number(answer, "dropped");
            out.println(file + ": " + number(answer, "frames") + " frames"
                    + (lost.equals("0") ? "" : "; " + lost + " before them had no room"));
            out.flush();
        } catch (JsonException e) {
            throw CommandFailure.failed("what the daemon answers is no JSON", e);
        } finally {
            Files.deleteIfExists(asked.answer());
            Files.deleteIfExists(asked.wanted());
        }
    }

    private static String number(JsonValue answer, String key) {
        return answer.get(key) instanceof JsonValue.NumberValue(String text) ? text : "0";
    }
}
