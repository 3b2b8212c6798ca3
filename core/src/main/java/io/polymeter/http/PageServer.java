package io.polymeter.http;

import io.polymeter.config.HttpSettings;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpHead;
import io.polymeter.http.listen.HttpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server of pages and answers: one thread per client that waits, a few that compute.
public final class PageServer implements AutoCloseable {

    /// In all, and of one address: more than the event streams, so that there is always room for a question.
    private static final HttpListener.Bounds BOUNDS =
            new HttpListener.Bounds(EventBroadcast.MAX_CLIENTS + 800, EventBroadcast.MAX_PER_ADDRESS + 70);

    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

    private final HttpListener listener;
    private final WorkerPool workers = new WorkerPool();
    private volatile @Nullable RequestDispatcher dispatcher;
    private volatile HttpCounters counters = new HttpCounters();

    private PageServer(InetSocketAddress where, @Nullable SSLContext tls) throws IOException {
        listener = new HttpListener(where, BOUNDS, tls, this::answer);
    }

    private HttpAnswer answer(HttpHead head) throws IOException {
        RequestDispatcher begun = dispatcher;
        return begun == null ? new HttpAnswer.Silence() : begun.answer(head);
    }

    /// Takes the port; nobody is answered yet.
    ///
    /// @throws java.net.BindException where it is taken, or may not be
    ///
    /// @param tls null for plain HTTP
    public static PageServer open(InetSocketAddress where, @Nullable SSLContext tls) throws IOException {
        return new PageServer(where, tls);
    }

    /// Begins to answer.
    public void start(Routes routes, StaticFiles files, AccessGuard guard, Terms terms) {
        RequestDispatcher.Equipment equipment =
                new RequestDispatcher.Equipment(workers, frame(terms.settings()), terms.counters());
        counters = terms.counters();
        dispatcher = new RequestDispatcher(routes, files, guard, equipment);
        Thread.ofVirtual().name("http-listener").start(() -> {
            boolean over = false;
            while (!over) {
                over = accept();
            }
        });
    }

    /// @return whether it was closed; false where no client could be accepted for long, and may be again
    private boolean accept() {
        try {
            listener.run();
            return true;
        } catch (IOException e) {
            LOG.error("no client could be accepted for minutes at {}", listener.address(), e);
            return Thread.currentThread().isInterrupted();
        }
    }

    /// What is the same for every answer.
    public record Terms(HttpSettings settings, HttpCounters counters) {}

    /// Where it listens.
    public InetSocketAddress address() {
        return listener.address();
    }

    /// Ends connections of clients that are too slow, and counts them; to be called each second.
    public void sweep() {
        counters.cut().add(listener.sweep() + workers.deadlines().sweep());
        counters.crowded().add(listener.crowded().sumThenReset());
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("{} does not close", listener.address(), e);
        }
        workers.close();
    }

    private static RequestDispatcher.Frame frame(HttpSettings settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        // Behind a proxy, such as Home Assistant's, page and frame come from the proxy's origin.
        String own = settings.names().contains("any") ? "'self'" : "'none'";
        String frames = settings.frames().isEmpty() ? own : String.join(" ", settings.frames());
        headers.put(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
                        + " frame-ancestors " + frames);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        headers.put("Cache-Control", "no-store");
        if (settings.frames().isEmpty()) {
            headers.put("X-Frame-Options", own.equals("'none'") ? "DENY" : "SAMEORIGIN");
        }
        return new RequestDispatcher.Frame(Map.copyOf(headers));
    }
}
