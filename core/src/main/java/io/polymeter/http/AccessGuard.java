package io.polymeter.http;

import io.polymeter.config.HttpSettings;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who may do what. Reading is open to whoever reaches the port; a change needs the password. Where none is
/// configured, changes come from programs and browsers on this machine alone, and only while nobody else can
/// connect.
public final class AccessGuard {

    static final String COOKIE = "polymeter";

    private static final Message NO_PASSWORD =
            Message.of("no-password-set", "no password is configured; set http.password to allow changes");

    private final HostNames hosts;
    private final @Nullable Secret password;
    // Guarded by this: made when it is first needed, because that takes a tenth of a second and more.
    private @Nullable PasswordHash derived;
    private final boolean local;
    private final Sessions sessions;
    private final LoginThrottle attempts;

    /// @param local true where only this machine can connect
    public AccessGuard(HttpSettings settings, boolean local) {
        this(settings, local, System::nanoTime);
    }

    /// @param nanos of a monotonic clock
    public AccessGuard(HttpSettings settings, boolean local, LongSupplier nanos) {
        this.hosts = new HostNames(settings.names(), local);
        this.password = settings.password();
        this.local = local;
        this.sessions = new Sessions(nanos);
        this.attempts = new LoginThrottle(nanos);
    }

    /// Refuses what a foreign page could make a browser send: a name that leads here by its own DNS, or a request
    /// of another origin that is more than reading.
    void admit(String method, WebRequest call) throws HttpError {
        String host = call.header("host").orElse("");
        if (!hosts.ours(host)) {
            throw new HttpError(
                    421,
                    Message.of(
                            "unknown-host-name-allow",
                            "unknown host name '{names}'; to allow it, add it to http.names in the configuration",
                            HostNames.shown(host)));
        }
        if (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS")) {
            return;
        }
        String site = call.header("sec-fetch-site").orElse("");
        boolean same = switch (site) {
            case "same-origin", "none" -> true;
            case "" ->
                call.header("origin").map(origin -> hosts.same(origin, host)).orElse(true);
            default -> false;
        };
        if (!same) {
            throw new HttpError(
                    403, Message.of("requests-from-another-origin", "requests from another origin are not allowed"));
        }
    }

    /// Refuses a change by whoever has not given the password.
    void authorize(WebRequest call) throws HttpError {
        if (password == null) {
            if (!trusted(call)) {
                throw new HttpError(403, NO_PASSWORD);
            }
        } else if (token(call).filter(sessions::knows).isEmpty()) {
            throw new HttpError(401, Message.of("login-required", "login required"))
                    .with("WWW-Authenticate", "Bearer realm=\"polymeter\"");
        }
    }

    /// True where this request could change something.
    boolean authorized(WebRequest call) {
        try {
            authorize(call);
            return true;
        } catch (HttpError _) {
            return false;
        }
    }

    /// True where changes need a password, and one is configured.
    boolean needsPassword() {
        return password != null;
    }

    /// Why nobody can change anything; empty where somebody can.
    String closed(WebRequest call) {
        return password == null && !trusted(call) ? NO_PASSWORD.text() : "";
    }

    /// Compares a password, and begins a session.
    ///
    /// @return its token
    String logIn(WebRequest call, String given) throws HttpError {
        if (password == null) {
            throw new HttpError(
                    409, Message.of("no-password-configured-login", "no password is configured; login is not needed"));
        }
        attempts.attempt(call.from());
        if (!derived(password).matches(given)) {
            throw new HttpError(401, Message.of("wrong-password", "wrong password"));
        }
        attempts.right(call.from());
        return sessions.begin();
    }

    private synchronized PasswordHash derived(Secret secret) {
        PasswordHash known = derived;
        if (known == null) {
            known = PasswordHash.configured(secret.reveal());
            derived = known;
        }
        return known;
    }

    void logOut(WebRequest call) {
        token(call).ifPresent(sessions::end);
    }

    /// Without a password only this machine is trusted; what a proxy passes on comes from elsewhere.
    private boolean trusted(WebRequest call) {
        InetAddress from = call.from();
        boolean passedOn = call.headers().keySet().stream()
                .anyMatch(name -> name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("via"));
        return local && from.isLoopbackAddress() && !passedOn;
    }

    private static Optional<String> token(WebRequest call) {
        Optional<String> bearer = call.header("authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(value -> value.substring(7).strip());
        return bearer.isPresent() ? bearer : cookie(call);
    }

    private static Optional<String> cookie(WebRequest call) {
        for (String pair : call.header("cookie").orElse("").split(";", -1)) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(COOKIE)) {
                return Optional.of(parts[1]);
            }
        }
        return Optional.empty();
    }
}
