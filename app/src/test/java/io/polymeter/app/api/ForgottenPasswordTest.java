package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.setup.PasswordRoutes;
import io.polymeter.app.setup.SetupCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgottenPasswordTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aCodeFromTheMachineGivesAnotherPassword(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: secret")) {
            String wrong = "{\"code\":\"AAAA-AAAA\",\"password\":\"moonshine\"}";
            assertThat(daemon.send("POST", "/api/setup", wrong).statusCode())
                    .as("no code was made")
                    .isEqualTo(401);
            String code = new SetupCode(directory.resolve("state"), PasswordRoutes.VALIDITY)
                    .make("here")
                    .code();
            assertThat(daemon.send("POST", "/api/setup", wrong).statusCode()).isEqualTo(401);
            String[] before = daemon.login("secret");
            assertThat(daemon.send("POST", "/api/setup", wrong.replace("AAAA-AAAA", code))
                            .statusCode())
                    .isEqualTo(204);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> daemon.send("POST", "/api/session", "{\"password\":\"moonshine\"}")
                                    .statusCode()
                            == 200);
            assertThat(daemon.get("/api/configuration", before).statusCode())
                    .as("who was logged in is not any more")
                    .isEqualTo(401);
            assertThat(daemon.send("POST", "/api/session", "{\"password\":\"secret\"}")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(Files.readString(daemon.file))
                    .contains("password: ${POLYMETER_PASSWORD}")
                    .doesNotContain("secret");
            assertThat(daemon.send("POST", "/api/setup", wrong.replace("AAAA-AAAA", code))
                            .statusCode())
                    .as("a code is good for once")
                    .isEqualTo(401);
        }
    }
}
