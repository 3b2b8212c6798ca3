package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `polymeter demo`, started as a person starts it, with a temporary directory of its own, and asked with a client that
/// is not ours.
public final class Demo implements AutoCloseable {

    public static final Duration SOON = Duration.ofSeconds(30);

    private static final Pattern PAGE = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");

    private final Process process;
    private final Path out;
    private final Path temporary;
    private String address = "";

    /// An answer to a client that is not ours.
    public record Answer(int status, String body) {

        public JsonValue json() {
            try {
                return JsonValue.parse(body);
            } catch (JsonException e) {
                throw new AssertionError(body, e);
            }
        }
    }

    private final FileChannel turn;

    private Demo(FileChannel turn, Process process, Path out, Path temporary) {
        this.turn = turn;
        this.process = process;
        this.out = out;
        this.temporary = temporary;
    }

    /// Starts it.
    public static Demo begin(Path directory, String... options) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path out = directory.resolve("demo.out");
        List<String> command = new ArrayList<>(Polymeter.command("demo"));
        command.addAll(Arrays.asList(options));
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        FileChannel turn = turn();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return new Demo(turn, process, out, temporary);
    }

    /// One at a time on this machine: two would want the same ports.
    private static FileChannel turn() throws IOException {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "polymeter-demo-test.lock");
        FileChannel turn = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = turn.lock();
        return turn;
    }

    /// Starts it, and waits for its page.
    public static Demo start(Path directory, String... options) throws IOException {
        Demo demo = begin(directory, options);
        try {
            await().atMost(SOON).until(() -> {
                assertThat(demo.process.isAlive()).as(demo::says).isTrue();
                return PAGE.matcher(demo.says()).find();
            });
        } catch (RuntimeException | AssertionError e) {
            demo.process.destroyForcibly();
            throw e;
        }
        Matcher page = PAGE.matcher(demo.says());
        assertThat(page.find()).isTrue();
        demo.address = page.group();
        return demo;
    }

    /// What it has printed so far.
    public String says() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where its page is, with a slash at the end.
    public String address() {
        return address;
    }

    public int page() {
        return Integer.parseInt(address.replaceAll(".*:(\\d+)/$", "$1"));
    }

    public Answer ask(String method, String path, String... headers) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3", Checkouts.path("lab/peers/python/ask.py").toString(), method, address + path));
        command.addAll(Arrays.asList(headers));
        Outcome outcome = Outcome.of(command);
        assertThat(outcome.exit()).as(outcome::err).isZero();
        String[] parts = outcome.out().split("\n", 2);
        return new Answer(Integer.parseInt(parts[0]), parts[1].strip());
    }

    public JsonValue get(String path) throws IOException {
        Answer answer = ask("GET", path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /// Lets something go wrong, or makes all right again.
    public void fault(String name) throws IOException {
        assertThat(ask("POST", "api/demo/" + name).status()).isEqualTo(200);
    }

    /// The port of an output, which is the end of its first endpoint.
    public int port(String output) throws IOException {
        JsonValue first = elements(named("outputs", output), "endpoints").getFirst();
        assertThat(first).isInstanceOf(JsonValue.StringValue.class);
        return Integer.parseInt(((JsonValue.StringValue) first).text().replaceAll(".*:", ""));
    }

    /// One of the `meters` or `outputs` of the overview.
    public JsonValue named(String list, String name) throws IOException {
        return element(get("api/overview"), list, name);
    }

    /// What a device that reads sees of power, in watts; null where it has none.
    ///
    /// @param devices the answer of `api/demo`
    public static @Nullable Double sees(JsonValue devices, String reader) {
        return number(element(devices, "readers", reader).get("power"));
    }

    /// What a list has.
    public static List<JsonValue> elements(JsonValue json, String list) {
        if (json.get(list) instanceof JsonValue.ArrayValue(List<JsonValue> of)) {
            return of;
        }
        throw new AssertionError("no list " + list + " in " + json);
    }

    public static JsonValue element(JsonValue json, String list, String name) {
        return elements(json, list).stream()
                .filter(one -> name.equals(one.text("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
    }

    public static @Nullable Double number(@Nullable JsonValue value) {
        return value instanceof JsonValue.NumberValue(String literal) ? Double.valueOf(literal) : null;
    }

    /// The power of a meter in an overview; null where it has none that is fresh.
    public static @Nullable Double power(JsonValue overview, String meter) {
        JsonValue found = element(overview, "meters", meter);
        if (!"fresh".equals(found.text("quality"))) {
            return null;
        }
        return elements(found, "points").stream()
                .filter(point -> "active-power".equals(point.text("point")))
                .findFirst()
                .map(point -> number(point.get("value")))
                .orElse(null);
    }

    /// What mbpoll says of registers.
    public static Outcome mbpoll(int port, int unit, String type, int address) throws IOException {
        return Outcome.of(List.of(
                "mbpoll",
                "-0",
                "-1",
                "-a",
                "" + unit,
                "-t",
                type,
                "-r",
                "" + address,
                "-c",
                "2",
                "-m",
                "tcp",
                "-p",
                "" + port,
                "127.0.0.1"));
    }

    /// Ends it as Ctrl-C does.
    ///
    /// @return its exit code
    public int interrupt() throws IOException {
        assertThat(Outcome.of(List.of("kill", "-INT", String.valueOf(process.pid())))
                        .exit())
                .isZero();
        assertThat(Outcome.ends(process, SOON)).as("Ctrl-C ends it").isTrue();
        return process.exitValue();
    }

    /// Waits for its own end.
    ///
    /// @return its exit code
    public int end() {
        assertThat(Outcome.ends(process, SOON)).as("it ends by itself").isTrue();
        return process.exitValue();
    }

    /// What it left in its temporary directory.
    public List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> !file.equals(temporary))
                    .map(file -> temporary.relativize(file).toString())
                    .toList();
        }
    }

    @Override
    public void close() {
        process.destroy();
        boolean ended = Outcome.ends(process, SOON);
        process.destroyForcibly();
        try {
            turn.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(ended).as("SIGTERM ends it").isTrue();
    }
}
