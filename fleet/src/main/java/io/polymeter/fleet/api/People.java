package io.polymeter.fleet.api;

import io.polymeter.config.yaml.Secret;
import io.polymeter.fleet.config.FleetSettings.Person;
import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.http.HttpError;
import io.polymeter.http.LoginThrottle;
import io.polymeter.http.PasswordHash;
import io.polymeter.http.WebRequest;
import io.polymeter.message.Message;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who may do what. Where nobody is configured, whoever is on this machine may do everything; the configuration sees
/// to it that nobody else can connect then.
final class People {

    static final String COOKIE = "polymeter-fleet";

    private static final long SESSION = Duration.ofHours(12).toMillis();

    private final Map<String, Person> configured;
    private final SessionKey key;
    private final Map<String, PasswordHash> hashes = new ConcurrentHashMap<>();
    private final LoginThrottle attempts = new LoginThrottle(System::nanoTime);

    /// Somebody who is logged in.
    record Caller(String name, Role role) {}

    People(Map<String, Person> configured, SessionKey key) {
        this.configured = new LinkedHashMap<>(configured);
        this.key = key;
    }

    /// Who asks.
    ///
    /// @throws HttpError where that is nobody, or somebody who may not
    Caller caller(WebRequest call, Role needed) throws HttpError {
        if (configured.isEmpty()) {
            // What a proxy passes on comes from elsewhere.
            boolean passedOn = call.headers().keySet().stream()
                    .anyMatch(
                            name -> name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("via"));
            if (!call.from().isLoopbackAddress() || passedOn) {
                throw new HttpError(
                        403, Message.of("no-users-configured-set", "no users are configured: set http.users"));
            }
            return new Caller("local", Role.ADMIN);
        }
        String name = session(call);
        Person person = name == null ? null : configured.get(name);
        if (name == null || person == null) {
            throw new HttpError(401, Message.of("log-in-first", "log in first"));
        }
        if (person.role().compareTo(needed) < 0) {
            throw new HttpError(
                    403,
                    Message.of(
                            "needs-role",
                            "this needs the role {case}",
                            needed.name().toLowerCase(java.util.Locale.ROOT)));
        }
        return new Caller(name, person.role());
    }

    private @Nullable String session(WebRequest call) {
        for (String pair : call.header("cookie").orElse("").split(";", -1)) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(COOKIE)) {
                return known(parts[1]);
            }
        }
        String bearer = call.header("authorization").orElse("");
        return bearer.startsWith("Bearer ") ? known(bearer.substring(7).strip()) : null;
    }

    private @Nullable String known(String token) {
        return key.read(token, System.currentTimeMillis()).orElse(null);
    }

    /// Begins a session.
    ///
    /// @return its token
    String logIn(InetAddress from, String name, String password) throws HttpError {
        attempts.attempt(from);
        Person person = configured.get(name);
        if (person == null || !hash(name, person.password()).matches(password)) {
            throw new HttpError(401, Message.of("name-or-password-wrong", "name or password is wrong"));
        }
        attempts.right(from);
        return key.sign(name, System.currentTimeMillis() + SESSION);
    }

    private PasswordHash hash(String name, Secret secret) {
        return hashes.computeIfAbsent(name, _ -> PasswordHash.configured(secret.reveal()));
    }
}
