package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.history.History;
import io.polymeter.app.history.HistoryBackup;
import io.polymeter.app.setup.Backup;
import io.polymeter.config.SecretFile;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An installation is taken along to another machine: without what is secret, unless that is asked for.
class BackupTest {

    private static final String PASSWORD = ", password: \"${TEST_PAGE_PASSWORD}\"";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private static Daemon daemon(Path directory, String site, String password) throws Exception {
        Path state = Files.createDirectories(directory).resolve("state");
        Files.createDirectories(state);
        SecretFile.in(state).put(Map.of("TEST_PAGE_PASSWORD", password));
        return new Daemon(directory, site, PASSWORD);
    }

    @Test
    void whatWasDownloadedIsRestoredElsewhere() throws Exception {
        Path old = directory.resolve("old");
        Path fresh = directory.resolve("fresh");
        String plain;
        String whole;
        try (Daemon daemon = daemon(old, Daemon.SITE, "first secret")) {
            Files.writeString(old.resolve("state/counters"), "polymeter counters 1 ended\n");
            Files.writeString(old.resolve("state/setup-code"), "never taken along\n");
            assertThat(daemon.send("GET", "/api/backup", "").statusCode()).isEqualTo(401);
            plain = daemon.send("GET", "/api/backup", "", daemon.login("first secret"))
                    .body();
            whole = daemon.send("GET", "/api/backup?keys=true", "", daemon.login("first secret"))
                    .body();
        }
        assertThat(plain).contains("\"counters\":").doesNotContain("\"secrets\":", "setup-code");
        assertThat(whole).contains("\"counters\":", "\"secrets\":").doesNotContain("setup-code");
        try (Daemon daemon =
                daemon(fresh, "meters:\n  other: { simulate: { scenario: summer-day } }\n", "second one")) {
            String[] login = daemon.login("second one");
            HttpResponse<String> reply = daemon.send("POST", "/api/restore", "{\"backup\":" + plain + "}", login);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(Files.readString(fresh.resolve("polymeter.yaml")))
                    .isEqualTo(Files.readString(old.resolve("polymeter.yaml")));
            assertThat(SecretFile.in(fresh.resolve("state")).get("TEST_PAGE_PASSWORD"))
                    .as("it keeps its own")
                    .isEqualTo("second one");
            assertThat(fresh.resolve("state/restored/counters")).exists();
        }
        Backup.finish(fresh.resolve("state"));
        assertThat(fresh.resolve("state/counters")).hasContent("polymeter counters 1 ended");
    }

    @Test
    void aMissingSecretIsAskedForAndNothingIsChangedBefore() throws Exception {
        try (Daemon daemon = daemon(directory, Daemon.SITE, "secret")) {
            String[] login = daemon.login("secret");
            String before = Files.readString(daemon.file);
            String text = before.replace("\n", "\\n")
                    .replace("\"", "\\\"")
                    .replace(
                            "outputs:",
                            "  x: { http: { url: \\\"http://192.0.2.1/\\\", token: \\\"${DEVICE_TOKEN}\\\","
                                    + " points: { active-power: p } } }\\noutputs:");
            String backup = "{\"format\":\"polymeter backup 1\",\"configuration\":\"" + text + "\",\"files\":{}}";
            HttpResponse<String> reply = daemon.send("POST", "/api/restore", "{\"backup\":" + backup + "}", login);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(409);
            assertThat(JsonValue.parse(reply.body()).get("missing"))
                    .hasToString(JsonValue.parse("[\"DEVICE_TOKEN\"]").toString());
            assertThat(Files.readString(daemon.file)).isEqualTo(before);
        }
    }

    @Test
    void aFileThatIsNoneOfABackupIsRefused() throws Exception {
        try (Daemon daemon = daemon(directory, Daemon.SITE, "secret")) {
            String[] login = daemon.login("secret");
            for (String name : new String[] {"../../etc/passwd", "setup-code", "configurations/../x", "/etc/passwd"}) {
                String backup = "{\"format\":\"polymeter backup 1\",\"configuration\":\"meters: {}\",\"files\":{\""
                        + name + "\":\"AAAA\"}}";
                assertThat(daemon.send("POST", "/api/restore", "{\"backup\":" + backup + "}", login)
                                .statusCode())
                        .as(name)
                        .isEqualTo(400);
            }
        }
    }

    private static String piece(byte[] whole, int from, int to) {
        String data = Base64.getEncoder().encodeToString(Arrays.copyOfRange(whole, from, to));
        return "{\"offset\":" + from + ",\"size\":" + whole.length + ",\"data\":\"" + data + "\"}";
    }

    /// In pieces, as a page sends what may be large.
    private static void restore(Daemon daemon, byte[] whole, String[] login) throws Exception {
        int size = 5000;
        for (int from = 0; from < whole.length; from += size) {
            String body = piece(whole, from, Math.min(whole.length, from + size));
            HttpResponse<String> reply = daemon.send("POST", "/api/restore/history", body, login);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("{\"complete\":" + (from + size >= whole.length) + "}");
        }
    }

    private static String past(Path state) throws IOException {
        History history = History.in(state, ZoneOffset.UTC);
        return history.available().json(history.zone()).build().toString();
    }

    @Test
    void theHistoryIsTakenAlongInPiecesAndReplacesTheOneThere() throws Exception {
        Path old = directory.resolve("old");
        Path fresh = directory.resolve("fresh");
        String site = Daemon.SITE + "history: {}\n";
        try (Daemon daemon = daemon(old, site, "first secret")) {
            // What was measured is on the disk when it ends.
            await().until(() -> daemon.get("/api/history").body().contains("active-power"));
            assertThat(daemon.send("GET", "/api/backup/history", "").statusCode())
                    .isEqualTo(401);
        }
        String expected = past(old.resolve("state"));
        assertThat(expected).contains("active-power");
        byte[] whole;
        try (Daemon daemon = daemon(old, Daemon.SITE, "first secret")) {
            whole = daemon.bytes("/api/backup/history", daemon.login("first secret"));
        }
        try (Daemon daemon = daemon(fresh, Daemon.SITE, "second one")) {
            String[] login = daemon.login("second one");
            assertThat(daemon.send("GET", "/api/backup/history", "", login).statusCode())
                    .isEqualTo(404);
            assertThat(daemon.send("POST", "/api/restore/history", piece(whole, 0, 10))
                            .statusCode())
                    .isEqualTo(401);
            byte[] damaged = whole.clone();
            Arrays.fill(damaged, 1000, 3000, (byte) 0x55);
            assertThat(daemon.send("POST", "/api/restore/history", piece(damaged, 0, damaged.length), login)
                            .body())
                    .contains("no-history-file");
            assertThat(daemon.send("POST", "/api/restore/history", piece(whole, 10, 20), login)
                            .body())
                    .contains("piece-does-not-follow");
            restore(daemon, whole, login);
            assertThat(fresh.resolve("state/history/history.db")).doesNotExist();
        }
        HistoryBackup.finish(fresh.resolve("state"));
        assertThat(past(fresh.resolve("state"))).isEqualTo(expected);
    }
}
