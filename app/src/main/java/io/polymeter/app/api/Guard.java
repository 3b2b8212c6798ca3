package io.polymeter.app.api;

import io.polymeter.config.HttpSettings;
import io.polymeter.config.Secret;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who may do what. Reading is open to whoever reaches the port; a change needs the password. Where none is
/// configured,
/// changes come from programs and browsers on this machine alone, and only while nobody else can connect.
final class Guard {

    static final String COOKIE = "polymeter";

    private static final String NO_PASSWORD =
            "changes are refused, because no password is configured: set http.password in the configuration";

    private final Hosts hosts;
    private final @Nullable Secret password;
    // Guarded by this: made when it is first needed, because that takes a tenth of a second and more.
    private @Nullable Password derived;
    private final boolean local;
    private final Sessions sessions;
    private final Attempts attempts;

    /// @param local true where only this machine can connect
    Guard(HttpSettings settings, boolean local) {
        this(settings, local, System::nanoTime);
    }

    /// @param nanos of a monotonic clock
    Guard(HttpSettings settings, boolean local, LongSupplier nanos) {
        this.hosts = new Hosts(settings.names(), local);
        this.password = settings.password();
        this.local = local;
        this.sessions = new Sessions(nanos);
        this.attempts = new Attempts(nanos);
    }

    /// Refuses what a foreign page could make a browser send: a name that leads here by its own DNS, or a
    /// request of
    /// another origin that is more than reading.
    void admit(String method, Call call) throws Refusal {
        String host = call.header("host").orElse("");
        if (!hosts.ours(host)) {
            throw new Refusal(
                    421,
                    "this page is not called '" + Hosts.shown(host)
                            + "'; add the name to http.names in the configuration if it should be");
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
            throw new Refusal(403, "a page of another origin may not do this");
        }
    }

    /// Refuses a change by whoever has not given the password.
    void authorize(Call call) throws Refusal {
        if (password == null) {
            if (!trusted(call)) {
                throw new Refusal(403, NO_PASSWORD);
            }
        } else if (token(call).filter(sessions::knows).isEmpty()) {
            throw new Refusal(401, "this needs the password: log in first")
                    .with("WWW-Authenticate", "Bearer realm=\"polymeter\"");
        }
    }

    /// True where this request could change something.
    boolean authorized(Call call) {
        try {
            authorize(call);
            return true;
        } catch (Refusal _) {
            return false;
        }
    }

    /// True where changes need a password, and one is configured.
    boolean needsPassword() {
        return password != null;
    }

    /// Why nobody can change anything; empty where somebody can.
    String closed(Call call) {
        return password == null && !trusted(call) ? NO_PASSWORD : "";
    }

    /// Compares a password, and begins a session.
    ///
    /// @return its token
    String logIn(Call call, String given) throws Refusal {
        if (password == null) {
            throw new Refusal(409, "no password is configured: there is nothing to log in for");
        }
        long wait = attempts.take(call.from());
        if (wait > 0) {
            throw new Refusal(429, "too many attempts: try again in " + wait + " s")
                    .with("Retry-After", String.valueOf(wait));
        }
        if (!derived(password).matches(given)) {
            throw new Refusal(401, "the password is wrong");
        }
        attempts.right(call.from());
        return sessions.begin();
    }

    private synchronized Password derived(Secret secret) {
        Password known = derived;
        if (known == null) {
            known = Password.configured(secret.reveal());
            derived = known;
        }
        return known;
    }

    void logOut(Call call) {
        token(call).ifPresent(sessions::end);
    }

    /// Without a password only this machine is trusted; what a proxy passes on comes from elsewhere.
    private boolean trusted(Call call) {
        InetAddress from = call.from();
        boolean passedOn = call.headers().keySet().stream()
                .anyMatch(name -> name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("via"));
        return local && from.isLoopbackAddress() && !passedOn;
    }

    private static Optional<String> token(Call call) {
        Optional<String> bearer = call.header("authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(value -> value.substring(7).strip());
        return bearer.isPresent() ? bearer : cookie(call);
    }

    private static Optional<String> cookie(Call call) {
        for (String pair : call.header("cookie").orElse("").split(";", -1)) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(COOKIE)) {
                return Optional.of(parts[1]);
            }
        }
        return Optional.empty();
    }
}
