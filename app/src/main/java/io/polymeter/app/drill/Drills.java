package io.polymeter.app.drill;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.runtime.Drill;
import io.polymeter.runtime.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The drills of a daemon, one at a time, and the latest report of each output.
public final class Drills {

    /// The longest cut.
    public static final Duration MAX = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.drill");

    private final Polymeter polymeter;
    private final Path directory;
    private final Path file;
    private final String version;
    private final AtomicReference<@Nullable String> running = new AtomicReference<>();
    private final Map<String, JsonValue> reports = new ConcurrentHashMap<>();

    /// What somebody wants.
    ///
    /// @param length of the cut
    public record Wish(String output, Drill.Cut cut, Duration length) {}

    /// @param state the state directory
    /// @param file the configuration
    /// @param version of the program
    public Drills(Polymeter polymeter, Path state, Path file, String version) {
        this.polymeter = polymeter;
        this.directory = DrillLink.directory(state);
        this.file = file;
        this.version = version;
    }

    /// The cut of this name.
    ///
    /// @throws Drill.RefusedException where there is none
    public static Drill.Cut cut(String name) throws Drill.RefusedException {
        for (Drill.Cut cut : Drill.Cut.values()) {
            if (DrillReport.name(cut).equals(name)) {
                return cut;
            }
        }
        String known = Arrays.stream(Drill.Cut.values()).map(DrillReport::name).collect(Collectors.joining(", "));
        throw new Drill.RefusedException(
                Message.of("cut-expected-one-found", "cut: expected one of {known}, found '{name}'", known, name));
    }

    /// The output whose drill runs; null while none does.
    @Nullable
    String running() {
        return running.get();
    }

    /// What the latest drill of an output found, or why it was not done; null where there was none.
    @Nullable
    JsonValue latest(String output) {
        return reports.get(output);
    }

    /// Carries a drill out, and waits for its end.
    ///
    /// @return the signed report
    JsonObject run(Wish wish) throws InterruptedException, IOException, Drill.RefusedException {
        Drill drill = claim(wish);
        try {
            return done(drill, wish);
        } finally {
            running.set(null);
        }
    }

    /// Begins a drill; its report is there when none runs any more.
    void begin(Wish wish) throws Drill.RefusedException {
        Drill drill = claim(wish);
        Thread.ofVirtual().name("drill").start(() -> {
            try {
                done(drill, wish);
            } catch (Drill.RefusedException | IOException e) {
                reports.put(
                        wish.output(),
                        new JsonObject()
                                .put("error", String.valueOf(e.getMessage()))
                                .build());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                running.set(null);
            }
        });
    }

    /// Refuses what cannot be done, before anything begins.
    private Drill claim(Wish wish) throws Drill.RefusedException {
        Drill drill = Drill.of(polymeter, wish.output());
        if (drill == null) {
            throw new Drill.RefusedException(Message.of(
                    "there-no-output-whose", "there is no output '{name}' whose timing is measured", wish.output()));
        }
        if (!wish.length().isPositive() || wish.length().compareTo(MAX) > 0) {
            throw new Drill.RefusedException(Message.of("cut-lasts-10m-at", "a cut lasts 10m at most"));
        }
        drill.check(wish.cut());
        if (!running.compareAndSet(null, wish.output())) {
            throw new Drill.RefusedException(
                    Message.of("another-drill-runs", "another drill runs, of {running}", running.get()));
        }
        return drill;
    }

    private JsonObject done(Drill drill, Wish wish) throws InterruptedException, IOException, Drill.RefusedException {
        String cut = DrillReport.name(wish.cut());
        Files.createDirectories(directory);
        LOG.warn("drill: {} of {} for {} s", cut, wish.output(), wish.length().toSeconds());
        Drill.Result result = drill.run(wish.cut(), wish.length());
        LOG.warn("drill: {} of {} is over", cut, wish.output());
        JsonObject report = new DrillReport(version, polymeter.clock().wall(), hash(file))
                .of(wish, result.how(), result)
                .signed(directory.resolve("key"));
        reports.put(wish.output(), report.build());
        return report;
    }

    /// The signed report of a drill that was done elsewhere, as in a twin.
    ///
    /// @param where it was done, for people
    public static JsonObject report(Origin origin, Wish wish, String where, Drill.Result result) throws IOException {
        Path directory = DrillLink.directory(origin.state());
        Files.createDirectories(directory);
        return new DrillReport(origin.version(), java.time.Instant.now(), hash(origin.file()))
                .of(wish, where + ": " + result.how(), result)
                .signed(directory.resolve("key"));
    }

    /// What a report is made with.
    ///
    /// @param state the state directory, which has the key
    /// @param file the configuration
    /// @param version of the program
    public record Origin(Path state, Path file, String version) {}

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
