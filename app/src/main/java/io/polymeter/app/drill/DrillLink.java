package io.polymeter.app.drill;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.runtime.Drill;
import io.polymeter.runtime.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out drills that whoever may write to the state directory asks for, one at a time. None begins by itself.
public final class DrillLink implements Link {

    /// The longest cut.
    public static final Duration MAX = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.drill");
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Polymeter polymeter;
    private final Path directory;
    private final Path file;
    private final String version;

    /// @param state the state directory
    /// @param file the configuration
    /// @param version of the program
    public DrillLink(Polymeter polymeter, Path state, Path file, String version) {
        this.polymeter = polymeter;
        this.directory = directory(state);
        this.file = file;
        this.version = version;
    }

    /// Where requests and reports are.
    public static Path directory(Path state) {
        return state.resolve("drill");
    }

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public String description() {
        return "waits for drills that are asked for";
    }

    @Override
    public void run(Context context) throws Exception {
        report(context, Health.State.UP, "no drill is asked for");
        Path request = directory.resolve("request");
        Files.createDirectories(directory);
        // What was asked of a daemon that has ended meanwhile is not wanted any more.
        Files.deleteIfExists(request);
        while (true) {
            context.clock().sleep(LOOK);
            if (Files.exists(request)) {
                byte[] text = Files.readAllBytes(request);
                Files.delete(request);
                carryOut(text, context);
            }
        }
    }

    private void carryOut(byte[] text, Context context) throws InterruptedException, IOException {
        JsonObject answer;
        String id = "answer";
        try {
            JsonValue asked = JsonValue.parse(text);
            id = Objects.requireNonNullElse(asked.text("id"), id).replaceAll("[^0-9a-f-]", "");
            answer = drill(asked, context);
        } catch (JsonException e) {
            answer = new JsonObject().put("error", "the request is no JSON");
        }
        Path done = directory.resolve(id + ".tmp");
        Files.writeString(done, JsonText.of(answer.build()));
        Files.move(done, directory.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonObject drill(JsonValue asked, Context context) throws InterruptedException, IOException {
        String output = Objects.requireNonNullElse(asked.text("output"), "");
        Duration length = Duration.ofMillis(Long.parseLong(Objects.requireNonNullElse(asked.text("for-ms"), "0")));
        Drill drill = Drill.of(polymeter, output);
        if (drill == null) {
            return new JsonObject().put("error", "there is no output '" + output + "' whose timing is measured");
        }
        if (!length.isPositive() || length.compareTo(MAX) > 0) {
            return new JsonObject().put("error", "a cut lasts 10m at most");
        }
        String cut = Objects.requireNonNullElse(asked.text("cut"), "silence");
        LOG.warn("drill: the source of {} is cut for {} s", output, length.toSeconds());
        report(context, Health.State.UP, "the source of " + output + " is cut");
        Drill.Result result = drill.run(length);
        LOG.warn("drill: the source of {} is back", output);
        report(context, Health.State.UP, "no drill is asked for");
        return new DrillReport(version, context.clock().wall(), hash())
                .of(output, cut, length, result)
                .signed(directory.resolve("key"));
    }

    private String hash() throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
