package io.polymeter.link.platform;

import io.polymeter.config.yaml.Secret;
import io.polymeter.link.Clock;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Requests to one server: says who we are in the way the server asks for, and follows it where it redirects to
/// itself. Another port of the same host is another server, and followed only where nothing secret would go there;
/// https never leads back to http, and to another host nothing is sent. HTTP/1.1.
public final class HttpSession implements HttpExchange {

    private static final int MAX_STEPS = 5;

    /// Headers that are no secret.
    private static final Set<String> HARMLESS =
            Set.of("accept", "accept-encoding", "accept-language", "content-type", "user-agent");

    private final HttpAccess access;
    private final HttpClient client;
    private final Clock clock;
    private final Duration connectTimeout;
    // Guarded by this.
    private @Nullable HttpClient secured;
    private boolean closed;
    private boolean basic;
    private @Nullable DigestChallenge digest;
    private int uses;

    /// @throws IOException in words
    public HttpSession(HttpAccess access, Clock clock, Duration connectTimeout) throws IOException {
        this.access = access;
        this.clock = clock;
        this.connectTimeout = connectTimeout;
        client = access.isSecured()
                ? builder().sslContext(access.context(clock::wall)).build()
                : builder().build();
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(task -> Thread.ofVirtual().start(task));
    }

    /// The client, for what is no request and answer.
    public HttpClient client() {
        return client;
    }

    /// Sends a request, and again where the server asks who we are, or redirects to itself.
    @Override
    public <T> CompletableFuture<HttpResponse<T>> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        return step(request, body, 0);
    }

    /// The client for an address; a server without TLS may lead to its port with TLS.
    private synchronized HttpClient way(URI address) throws IOException {
        if (access.isSecured() || !isSecured(address) || closed) {
            return client;
        }
        HttpClient there = secured;
        if (there == null) {
            there = builder().sslContext(access.context(clock::wall)).build();
            secured = there;
        }
        return there;
    }

    private <T> CompletableFuture<HttpResponse<T>> step(
            HttpRequest request, HttpResponse.BodyHandler<T> body, int steps) {
        HttpClient way;
        try {
            way = way(request.uri());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return way.sendAsync(signed(request), body).thenCompose(answer -> {
            int status = answer.statusCode();
            if (steps < MAX_STEPS
                    && status == 401
                    && challenged(answer.headers().allValues("WWW-Authenticate"))) {
                return step(request, body, Math.max(steps + 1, MAX_STEPS - 1));
            }
            Optional<String> location = answer.headers().firstValue("Location");
            boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
            if (!redirects || location.isEmpty()) {
                return CompletableFuture.completedFuture(answer);
            }
            return redirected(request, location.get(), body, steps);
        });
    }

    private <T> CompletableFuture<HttpResponse<T>> redirected(
            HttpRequest request, String location, HttpResponse.BodyHandler<T> body, int steps) {
        try {
            URI from = request.uri();
            URI to = from.resolve(location);
            if (!isWeb(to)) {
                throw new IllegalArgumentException("no address of a web server");
            }
            if (!isFollowed(request, to)) {
                String shown = to.getScheme() + "://" + to.getHost() + (to.getPort() < 0 ? "" : ":" + to.getPort());
                return refused(Message.of(
                        "redirects-elsewhere",
                        "redirects to {place}, which is not followed: set 'url' to where it is",
                        shown));
            }
            if (steps >= MAX_STEPS) {
                return refused(Message.of("redirects-again", "redirects again and again"));
            }
            HttpRequest next =
                    HttpRequest.newBuilder(request, (_, _) -> true).uri(to).build();
            return step(next, body, steps + 1);
        } catch (IllegalArgumentException | NullPointerException _) {
            return refused(Message.of("redirects-nowhere", "redirects to something that is no address"));
        }
    }

    private static boolean isWeb(URI to) {
        return to.getHost() != null && ("http".equalsIgnoreCase(to.getScheme()) || isSecured(to));
    }

    private static boolean isSecured(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : isSecured(address) ? 443 : 80;
    }

    /// Whether a request may be sent again to where it is redirected.
    private boolean isFollowed(HttpRequest request, URI to) {
        URI from = request.uri();
        boolean host = from.getHost().equalsIgnoreCase(to.getHost()) && to.getRawUserInfo() == null;
        boolean down = isSecured(from) && !isSecured(to);
        boolean here = isSecured(from) == isSecured(to) && port(from) == port(to);
        return host && !down && (here || !hasSecrets(request));
    }

    /// Whether it says who we are. A header that somebody has configured may be a key.
    private boolean hasSecrets(HttpRequest request) {
        return access.username() != null
                || request.headers().map().keySet().stream()
                        .anyMatch(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static <T> CompletableFuture<T> refused(Message words) {
        return CompletableFuture.failedFuture(new HttpRefusedException(words));
    }

    /// Notes how the server wants to be told who we are.
    ///
    /// @return false where we cannot say it, or did and were refused
    private synchronized boolean challenged(List<String> headers) {
        if (access.username() == null) {
            return false;
        }
        List<String> challenges = DigestChallenge.split(headers);
        DigestChallenge best = challenges.stream()
                .map(DigestChallenge::parse)
                .filter(Objects::nonNull)
                .max((a, b) -> Integer.compare(a.strength(), b.strength()))
                .orElse(null);
        if (best != null) {
            digest = best;
            uses = 0;
            return true;
        }
        boolean wanted = challenges.stream().anyMatch(challenge -> challenge.regionMatches(true, 0, "Basic", 0, 5));
        boolean first = wanted && !basic;
        basic |= wanted;
        return first;
    }

    private synchronized HttpRequest signed(HttpRequest request) {
        String username = access.username();
        if (username == null || digest == null && !basic) {
            return request;
        }
        Secret secret = access.password();
        String password = secret == null ? "" : secret.reveal();
        String header;
        if (digest != null) {
            byte[] random = new byte[16];
            ThreadLocalRandom.current().nextBytes(random);
            URI uri = request.uri();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String asked = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
            uses++;
            header = digest.answer(
                    username,
                    password,
                    new DigestChallenge.Request(request.method(), asked),
                    new DigestChallenge.Use(uses, HexFormat.of().formatHex(random)));
        } else {
            byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
            header = "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        return HttpRequest.newBuilder(request, (_, _) -> true)
                .setHeader("Authorization", header)
                .build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.shutdownNow();
        if (secured != null) {
            secured.shutdownNow();
        }
    }
}
