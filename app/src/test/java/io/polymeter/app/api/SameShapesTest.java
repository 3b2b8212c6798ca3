package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.cli.Cli;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a command prints with `--json` beside what the API of a running instance answers, field by field.
@Timeout(120)
class SameShapesTest {

    /// The page warns of ports that are taken on this machine; the command does not look.
    private static final String NO_PORT = "http: { listen: \"127.0.0.1:0\" }\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void commandsAndApiSayTheSame() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE + "history: {}\n", ", password: not-a-secret")) {
            String file = daemon.file.toString();
            same(daemon, "/api/status", "status", "--config", file, "--json");
            same(daemon, "/api/certificates", "trust", "--config", file, "--json");
            same(daemon, "/api/consumers", "consumers", "--json");
            assertThat(shape(only(command("consumers", "fronius-gen24", "--json"))))
                    .isEqualTo(shape(elements(answer(daemon, "/api/consumers")).stream()
                            .filter(consumer -> "fronius-gen24".equals(consumer.text("name")))
                            .findFirst()
                            .orElseThrow()));
            assertThat(command("profiles", "--json"))
                    .isEqualTo(answer(daemon, "/api/profiles").get("profiles"));
            assertThat(only(command("profiles", "kostal-ksem", "--json")))
                    .isEqualTo(answer(daemon, "/api/profiles/kostal-ksem"));
        }
    }

    /// The API says a little more of a check: the page shows errors and warnings in one list.
    @Test
    void aCheckSaysTheSameOfTheSameText() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: not-a-secret")) {
            for (String text : List.of(
                    Files.readString(daemon.file),
                    "meters: { grid: { simulat: summer-day } }\n" + NO_PORT,
                    Daemon.SITE.replace("unit: 240", "unit: 250, allow: any") + "state: nowhere\n" + NO_PORT)) {
                Path other = Files.writeString(directory.resolve("other.yaml"), text);
                JsonValue printed = command("check", other.toString(), "--json");
                JsonValue answered = JsonValue.parse(daemon.send(
                                "POST",
                                "/api/configuration/check",
                                JsonText.of(new JsonObject().put("text", text).build()),
                                daemon.login("not-a-secret"))
                        .body());
                for (String field : List.of("errors", "warnings", "links")) {
                    assertThat(shape(printed.get(field))).as(text + field).isEqualTo(shape(answered.get(field)));
                    assertThat(elements(Objects.requireNonNull(printed.get(field))))
                            .hasSameSizeAs(elements(Objects.requireNonNull(answered.get(field))));
                }
            }
        }
    }

    /// What a minute has brought is written when the instance ends.
    @Test
    void theHistoryIsTheSame() throws Exception {
        String file;
        List<JsonValue> answers = new ArrayList<>();
        try (Daemon daemon = new Daemon(directory, Daemon.SITE + "history: {}\n", ", password: not-a-secret")) {
            file = daemon.file.toString();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> daemon.get("/api/history/grid/points/active-power")
                            .body()
                            .contains("\"mean\""));
            answers.add(answer(daemon, "/api/history"));
            answers.add(answer(daemon, "/api/history/grid/energy"));
            answers.add(answer(daemon, "/api/history/grid/points/active-power"));
        }
        assertThat(shape(command("history", "--config", file, "--json"))).isEqualTo(shape(answers.get(0)));
        assertThat(shape(command("history", "grid", "--config", file, "--json")))
                .isEqualTo(shape(answers.get(1)));
        assertThat(shape(command("history", "grid", "--point", "active-power", "--config", file, "--json")))
                .isEqualTo(shape(answers.get(2)));
    }

    private static void same(Daemon daemon, String path, String... line) throws Exception {
        assertThat(shape(command(line))).as(path).isEqualTo(shape(answer(daemon, path)));
    }

    private static JsonValue answer(Daemon daemon, String path) throws Exception {
        return JsonValue.parse(daemon.get(path).body());
    }

    private static List<JsonValue> elements(JsonValue list) {
        return list instanceof JsonValue.ArrayValue(List<JsonValue> elements) ? elements : List.of();
    }

    private static JsonValue only(JsonValue list) {
        assertThat(elements(list)).hasSize(1);
        return elements(list).getFirst();
    }

    /// The names of all fields, as paths; those of all elements of a list together.
    private static List<String> shape(@Nullable JsonValue value) {
        TreeSet<String> paths = new TreeSet<>();
        collect("", value, paths);
        return new ArrayList<>(paths);
    }

    private static void collect(String path, @Nullable JsonValue value, Set<String> paths) {
        switch (value) {
            case JsonValue.ObjectValue(var members) ->
                members.forEach((name, member) -> collect(path + "." + name, member, paths));
            case JsonValue.ArrayValue(var elements) ->
                elements.forEach(element -> collect(path + "[]", element, paths));
            case null, default -> paths.add(path);
        }
    }

    private static JsonValue command(String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream real = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int _ = Cli.run(() -> List.of(new SimulateProtocol(), new ModbusProtocol()), words);
        } finally {
            System.setOut(real);
        }
        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(printed).as(Arrays.toString(words)).isNotEmpty();
        return JsonValue.parse(printed);
    }
}
