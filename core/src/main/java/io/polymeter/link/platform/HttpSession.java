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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Requests to one server: says who we are in the way the server asks for, and follows it where it redirects to
/// itself. To another server nothing is sent, which would carry the password elsewhere. HTTP/1.1.
public final class HttpSession implements HttpExchange {

    private static final int MAX_STEPS = 5;

    private final HttpAccess access;
    private final HttpClient client;
    // Guarded by this.
    private boolean basic;
    private @Nullable DigestChallenge digest;
    private int uses;

    /// @throws IOException in words
    public HttpSession(HttpAccess access, Clock clock, Duration connectTimeout) throws IOException {
        this.access = access;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(task -> Thread.ofVirtual().start(task));
        if (access.isSecured()) {
            builder.sslContext(access.context(clock::wall));
        }
        client = builder.build();
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

    private <T> CompletableFuture<HttpResponse<T>> step(
            HttpRequest request, HttpResponse.BodyHandler<T> body, int steps) {
        return client.sendAsync(signed(request), body).thenCompose(answer -> {
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
            boolean same = from.getHost().equalsIgnoreCase(to.getHost()) && to.getRawUserInfo() == null;
            boolean open = "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
            if (!same || open) {
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
    public void close() {
        client.shutdownNow();
    }
}
