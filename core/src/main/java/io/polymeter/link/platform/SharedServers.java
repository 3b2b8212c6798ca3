package io.polymeter.link.platform;

import io.polymeter.link.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The servers that several meters are part of: each is asked by one client, and what two meters ask alike is asked
/// once, so that both show the same document. Safe for use by several threads.
public final class SharedServers {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final long MAX_ANSWER = 4 << 20;

    private final HttpExchange.Opener opener;
    private final Map<HttpAccess, Entrance> open = new HashMap<>();

    /// A question that was put to a server.
    ///
    /// @param asked when, monotonic nanoseconds
    /// @param answer where somebody else had asked already, giving it up takes it from nobody
    /// @param sent false where somebody else had asked already
    record Asked(long asked, CompletableFuture<HttpResponse<byte[]>> answer, boolean sent) {}

    /// What is asked.
    private record Question(
            URI uri, Map<String, String> headers, @Nullable String body) {}

    private record Put(long asked, CompletableFuture<HttpResponse<byte[]>> answer) {

        /// True for one that the asker has not had, and that is no older than his interval.
        boolean isNew(long had, long now, Duration every) {
            boolean failed = answer.isCompletedExceptionally()
                    || answer.isDone() && answer.resultNow().statusCode() != 200;
            return !failed && asked - had > 0 && now - asked < every.toNanos();
        }
    }

    /// @param opener how they are reached
    public SharedServers(HttpExchange.Opener opener) {
        this.opener = opener;
    }

    /// Joins those who ask a server; whoever leaves last closes its connections.
    ///
    /// @throws IOException in words
    Entrance join(HttpAccess access, Clock clock) throws IOException {
        synchronized (open) {
            Entrance there = open.get(access);
            if (there == null) {
                there = new Entrance(access, opener.open(access, clock, CONNECT));
                open.put(access, there);
            }
            there.users++;
            return there;
        }
    }

    /// The way to one server.
    final class Entrance implements AutoCloseable {

        private final HttpAccess access;
        private final HttpExchange session;
        private final Map<Question, Put> latest = new HashMap<>();
        private int users;

        private Entrance(HttpAccess access, HttpExchange session) {
            this.access = access;
            this.session = session;
        }

        /// Asks, or takes part in what somebody else has asked within the interval of the fetch.
        ///
        /// @param had when the question was put whose answer the asker has had
        Asked ask(Fetch fetch, long had, long now) {
            synchronized (open) {
                Question question = new Question(fetch.uri(), fetch.headers(), fetch.body());
                Put known = latest.get(question);
                if (known != null && known.isNew(had, now, fetch.every())) {
                    return new Asked(known.asked(), known.answer().copy(), false);
                }
                CompletableFuture<HttpResponse<byte[]>> answer = send(fetch);
                latest.put(question, new Put(now, answer));
                return new Asked(now, answer, true);
            }
        }

        private CompletableFuture<HttpResponse<byte[]>> send(Fetch fetch) {
            HttpRequest.Builder request = HttpRequest.newBuilder(fetch.uri()).timeout(FetchLink.TIMEOUT);
            fetch.headers().forEach(request::setHeader);
            String body = fetch.body();
            if (body != null) {
                request.POST(HttpRequest.BodyPublishers.ofString(body));
            }
            return session.send(
                    request.build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
        }

        @Override
        public void close() {
            synchronized (open) {
                users--;
                if (users == 0) {
                    open.remove(access);
                    session.close();
                }
            }
        }
    }
}
