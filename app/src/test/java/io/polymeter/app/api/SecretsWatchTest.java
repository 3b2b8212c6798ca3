package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.SecretFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A secret that is changed in its file is used without a restart, like a change of the configuration.
@Timeout(60)
class SecretsWatchTest {

    @Test
    void anotherSecretIsTakenUp(@TempDir Path directory) throws Exception {
        SecretFile secrets = SecretFile.in(directory.resolve("state"));
        secrets.put(Map.of("PAGE", "the first one"));
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: \"${PAGE}\"")) {
            assertThat(login(daemon, "the first one")).isEqualTo(200);
            secrets.put(Map.of("PAGE", "another one"));
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofSeconds(2))
                    .ignoreExceptions()
                    .until(() -> login(daemon, "another one") == 200);
        }
    }

    private static int login(Daemon daemon, String password) {
        return daemon.send("POST", "/api/session", "{\"password\":\"" + password + "\"}")
                .statusCode();
    }
}
