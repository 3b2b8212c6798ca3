package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polymeter.config.HttpSettings;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Secret;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessGuardTest {

    private static final Map<String, String> HERE = Map.of("host", "127.0.0.1:8080");

    @Test
    void withoutAPasswordOnlyThisMachineChangesAnything() throws Exception {
        AccessGuard local = guard(null, true);
        local.authorize(call("127.0.0.1", HERE));
        assertRefused(403, () -> local.authorize(call("192.168.1.9", HERE)));
        assertThat(local.closed(call("127.0.0.1", HERE))).isEmpty();

        AccessGuard network = guard(null, false);
        assertRefused(403, () -> network.authorize(call("127.0.0.1", HERE)));
        assertThat(network.closed(call("127.0.0.1", HERE))).contains("set http.password");
    }

    @Test
    void whatAProxyPassesOnIsNotThisMachine() throws Exception {
        AccessGuard local = guard(null, true);
        for (String header : List.of("x-forwarded-for", "forwarded", "x-forwarded-host", "via")) {
            assertRefused(403, () -> local.authorize(call("127.0.0.1", Map.of(header, "x"))));
        }
    }

    @Test
    void aPasswordIsNeededOnThisMachineToo() throws Exception {
        AccessGuard guard = guard("secret", true);
        assertRefused(401, () -> guard.authorize(call("127.0.0.1", HERE)));
        assertRefused(401, () -> guard.logIn(call("127.0.0.1", HERE), "Secret"));
        String token = guard.logIn(call("127.0.0.1", HERE), "secret");
        guard.authorize(call("127.0.0.1", Map.of("authorization", "Bearer " + token)));
        guard.authorize(call("127.0.0.1", Map.of("cookie", "other=1; polymeter=" + token)));
        assertRefused(401, () -> guard.authorize(call("127.0.0.1", Map.of("cookie", "polymeter=" + token + "x"))));
        guard.logOut(call("127.0.0.1", Map.of("cookie", "polymeter=" + token)));
        assertRefused(401, () -> guard.authorize(call("127.0.0.1", Map.of("authorization", "Bearer " + token))));
    }

    @Test
    void aPasswordCannotBeGuessedQuickly() throws Exception {
        AccessGuard guard = guard("secret", true);
        for (int i = 0; i < 5; i++) {
            assertRefused(401, () -> guard.logIn(call("192.168.1.9", HERE), "guess"));
        }
        assertRefused(429, () -> guard.logIn(call("192.168.1.9", HERE), "secret"));
        assertThat(guard.logIn(call("192.168.1.10", HERE), "secret"))
                .as("from another address")
                .isNotEmpty();
    }

    @Test
    void whoeverLoggedInBeforeIsNotKeptOutByGuessers() throws Exception {
        AtomicLong now = new AtomicLong();
        AccessGuard guard = new AccessGuard(settings("secret"), true, now::get);
        String token = guard.logIn(call("192.168.1.9", HERE), "secret");
        for (int i = 0; i < 300; i++) {
            String guesser = "10.0." + i / 200 + "." + (1 + i % 200);
            assertThatThrownBy(() -> guard.logIn(call(guesser, HERE), "guess")).isInstanceOf(HttpError.class);
        }
        assertRefused(429, () -> guard.logIn(call("10.9.9.9", HERE), "secret"));
        guard.authorize(call("192.168.1.9", Map.of("cookie", "polymeter=" + token)));
        guard.logIn(call("192.168.1.9", HERE), "secret");

        // Somebody guesses behind the same address: a guess a second, and the owner's turn comes.
        int guesses = 0;
        for (int i = 0; i < 100; i++) {
            now.addAndGet(100_000_000);
            HttpError refused =
                    catchThrowableOfType(HttpError.class, () -> guard.logIn(call("192.168.1.9", HERE), "guess"));
            guesses += refused.reply().status() == 401 ? 1 : 0;
        }
        assertThat(guesses).isBetween(13, 15);
        now.addAndGet(1_000_000_000);
        assertThat(guard.logIn(call("192.168.1.9", HERE), "secret")).isNotEmpty();
    }

    @Test
    void aForeignPageMayNotSendAnything() throws Exception {
        AccessGuard guard = guard("secret", true);
        for (String foreign : List.of("https://evil.example", "null", "http://127.0.0.1:8081", "x:y:z")) {
            Map<String, String> headers = Map.of("host", "127.0.0.1:8080", "origin", foreign);
            assertRefused(403, () -> guard.admit("POST", call("127.0.0.1", headers)));
            guard.admit("GET", call("127.0.0.1", headers));
        }
        for (String site : List.of("cross-site", "same-site", "nonsense")) {
            Map<String, String> headers = Map.of("host", "127.0.0.1:8080", "sec-fetch-site", site);
            assertRefused(403, () -> guard.admit("DELETE", call("127.0.0.1", headers)));
        }
        guard.admit("PUT", call("127.0.0.1", Map.of("host", "localhost:8080", "origin", "http://localhost:8080")));
        guard.admit("PUT", call("127.0.0.1", Map.of("host", "localhost:8080", "sec-fetch-site", "same-origin")));
        guard.admit("PUT", call("127.0.0.1", HERE));
    }

    private static void assertRefused(int status, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.reply().status()).isEqualTo(status));
    }

    private static AccessGuard guard(@Nullable String password, boolean local) {
        // Time stands still: comparing takes long on a busy machine.
        return new AccessGuard(settings(password), local, () -> 0);
    }

    private static HttpSettings settings(@Nullable String password) {
        return new HttpSettings(
                true,
                new HostPort("127.0.0.1", 8080),
                password == null ? null : new Secret(password),
                List.of(),
                List.of(),
                null);
    }

    private static WebRequest call(String from, Map<String, String> headers) throws Exception {
        return new WebRequest(Map.of(), Map.of(), headers, InetAddress.getByName(from), new byte[0]);
    }
}
