package io.polymeter.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.polymeter.config.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A server of pages and answers: one thread per client that waits, a few that compute.
public final class PageServer implements AutoCloseable {

    static {
        // The server has no limits by itself; it takes these when it is first used.
        limit("sun.net.httpserver.maxReqTime", 10);
        limit("sun.net.httpserver.idleInterval", 60);
        limit("sun.net.httpserver.maxIdleConnections", 200);
        limit("sun.net.httpserver.maxReqHeaders", 100);
        limit("sun.net.httpserver.maxReqHeaderSize", 32_768);
        limit("sun.net.httpserver.drainAmount", 65_536);
        // Whoever has connected and asks nothing has ten seconds: many of them must not fill this. Streams have bounds
        // of their own, which are far below.
        limit("jdk.httpserver.maxConnections", 4000);
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final WorkerPool workers = new WorkerPool();
    private final ExecutorService clients = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-client-", 0).factory());

    private PageServer(HttpServer server) {
        this.server = server;
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }

    /// Sets the runtime's limits, which hold for each of its servers from the first use on; for who opens one alone.
    public static void setLimits() {
        // By the initializer of this class.
    }

    /// Takes the port; nobody is answered yet.
    ///
    /// @throws java.net.BindException where it is taken, or may not be
    ///
    /// @param tls null for plain HTTP
    public static PageServer open(InetSocketAddress where, @Nullable SSLContext tls) throws IOException {
        if (tls == null) {
            return new PageServer(HttpServer.create(where, 128));
        }
        HttpsServer server = HttpsServer.create(where, 128);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new PageServer(server);
    }

    /// Begins to answer.
    public void start(Routes routes, StaticFiles files, AccessGuard guard, Terms terms) {
        RequestDispatcher.Equipment equipment =
                new RequestDispatcher.Equipment(workers, frame(terms.settings()), terms.counters());
        server.createContext("/", new RequestDispatcher(routes, files, guard, equipment));
        server.setExecutor(clients);
        server.start();
    }

    /// What is the same for every answer.
    public record Terms(HttpSettings settings, HttpCounters counters) {}

    /// Where it listens.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /// Ends connections of clients that are too slow; to be called each second.
    ///
    /// @return how many
    public int sweep() {
        return workers.deadlines().sweep();
    }

    @Override
    public void close() {
        server.stop(0);
        clients.shutdownNow();
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
