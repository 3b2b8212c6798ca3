package io.polymeter.app.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.api.PageAddress;
import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.http.PasswordHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstRunTest {

    private static final Pattern IMPORTED = Pattern.compile("(?m)^import .*'\\./([^']+)';$");
    private static final SettingsKinds KINDS = new SettingsKinds(List.of(), List.of());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Path file() {
        return directory.resolve("polymeter.yaml");
    }

    private FirstRun open(String text) throws IOException {
        Files.writeString(file(), text);
        return FirstRun.open(SetupSite.find(file(), KINDS).orElseThrow());
    }

    private URI page() throws IOException {
        return new PageAddress(directory.resolve("state")).read().orElseThrow();
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(page().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int setup(String code, String password) throws Exception {
        return ask("POST", "/api/setup", "{\"code\":\"%s\",\"password\":\"%s\"}".formatted(code, password))
                .statusCode();
    }

    private static final String LOCAL = "http: { listen: 127.0.0.1:0 }\n";

    @Test
    void whoKnowsTheCodeChoosesThePassword() throws Exception {
        try (FirstRun run = open("# mine\nmeters: {} # none\n" + LOCAL)) {
            assertThat(setup(
                            run.shown()
                                    .code()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace("-", " "),
                            "sun shine"))
                    .isEqualTo(204);
            run.await();
            assertThat(setup(run.shown().code(), "another")).isEqualTo(401);
            assertThat(Files.readString(file()))
                    .startsWith("# mine\nmeters: {} # none\n")
                    .contains("password: ${POLYMETER_PASSWORD}")
                    .doesNotContain("sun shine");
        }
        Path secrets = directory.resolve("state/secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rw-------");
        String kept = Files.readString(secrets).strip();
        assertThat(kept).startsWith("POLYMETER_PASSWORD=pbkdf2-sha256$");
        assertThat(PasswordHash.configured(kept.substring(kept.indexOf('=') + 1))
                        .matches("sun shine"))
                .isTrue();
        assertThat(directory.resolve("state/setup-code")).doesNotExist();
        assertThat(Configuration.load(file(), _ -> null, KINDS).problems().sorted())
                .isEmpty();
        assertThat(SetupSite.find(file(), KINDS)).as("set up once and for all").isEmpty();
    }

    @Test
    void nothingElseIsServedBefore() throws Exception {
        try (FirstRun run = open("meters: {}\n" + LOCAL)) {
            for (String path :
                    List.of("/api/overview", "/api/configuration", "/metrics", "/js/main.js", "/index.html")) {
                assertThat(ask("GET", path, "").statusCode()).as(path).isEqualTo(404);
            }
            assertThat(ask("POST", "/api/session", "{\"password\":\"x\"}").statusCode())
                    .isEqualTo(404);
            assertThat(ask("GET", "/", "").body())
                    .contains("first-run")
                    .doesNotContain(run.shown().code());
            assertThat(ask("GET", "/health", "").body())
                    .as("whoever watches the program has no reason to end it")
                    .isEqualTo("{\"healthy\":true,\"setup\":true}");
            assertThat(ask("GET", "/api/setup", "").body()).isEqualTo("{\"setup\":true,\"attempts_left\":10}");
        }
    }

    @Test
    void whateverItsPageNeedsIsServed() throws Exception {
        try (FirstRun _ = open("meters: {}\n" + LOCAL)) {
            List<String> wanted = new ArrayList<>(List.of("first-run.js"));
            for (int i = 0; i < wanted.size(); i++) {
                HttpResponse<String> file = ask("GET", "/js/" + wanted.get(i), "");
                assertThat(file.statusCode()).as(wanted.get(i)).isEqualTo(200);
                IMPORTED.matcher(file.body())
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !wanted.contains(name))
                        .forEach(wanted::add);
            }
            assertThat(wanted).contains("i18n.js", "words-de.js");
        }
    }

    @Test
    void tenWrongCodesAreEnough() throws Exception {
        try (FirstRun run = open("meters: {}\n" + LOCAL)) {
            for (int i = 0; i < 10; i++) {
                assertThat(setup("AAAA-AAA" + i, "sunshine")).isEqualTo(401);
            }
            assertThat(setup(run.shown().code(), "sunshine")).isEqualTo(429);
            SetupCode.Shown next = new SetupCode(directory.resolve("state"), Duration.ofHours(1)).make("x");
            assertThat(setup(run.shown().code(), "sunshine")).as("the old one").isEqualTo(401);
            assertThat(setup(next.code(), "")).as("no password").isEqualTo(400);
            assertThat(setup(next.code(), "sunshine")).isEqualTo(204);
        }
    }

    @Test
    void aTakenPortIsNoObstacle() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            try (FirstRun run = open("meters: {}\nhttp: { listen: " + listen + " } # here\n")) {
                assertThat(page().getPort()).isGreaterThan(taken.getLocalPort());
                assertThat(setup(run.shown().code(), "sunshine")).isEqualTo(204);
                assertThat(Files.readString(file())).contains("listen: 127.0.0.1:" + page().getPort());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment\n",
                "history: {}\n",
                "meters: {}\n# meters:\n#   a: { sum: [b] }\nhistory: {}\n",
                "meters: {}\nsite: { name: Home }\n"
            })
    void whatHasNeitherMetersNorAPasswordIsSetUp(String text) throws IOException {
        Files.writeString(file(), text);
        Optional<SetupSite> site = SetupSite.find(file(), KINDS);
        assertThat(site).isPresent();
        assertThat(site.get().listen()).hasToString("0.0.0.0:8080");
        assertThat(site.get().state()).isEqualTo(directory.resolve("state"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meters:\n  a: { sum: [b] }\n",
                "meters:\n\n  # about a\n  a: { sum: [b] }\n",
                "meters: { a: { sum: [b] } }\n",
                "meters: {}\nhttp: { password: x }\n",
                "meters: {}\nhttp: { password: ${NOT_SET} }\n",
                "meters: {}\nhttp: { enabled: false }\n",
                "meters: {}\nlog: { levle: info }\n",
                "meters: [\n"
            })
    void everythingElseRunsOrSaysWhatIsWrong(String text) throws IOException {
        Files.writeString(file(), text);
        assertThat(SetupSite.find(file(), KINDS)).isEmpty();
    }

    @Test
    void aNamedFileThatDoesNotExistIsAMistake() {
        assertThat(SetupSite.find(file(), KINDS)).isEmpty();
    }
}
