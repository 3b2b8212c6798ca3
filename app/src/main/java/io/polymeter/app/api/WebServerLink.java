package io.polymeter.app.api;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.config.HttpSettings;
import io.polymeter.config.net.HostPort;
import io.polymeter.http.AccessGuard;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.RequestDispatcher;
import io.polymeter.http.Routes;
import io.polymeter.http.SessionRoutes;
import io.polymeter.http.StaticFiles;
import io.polymeter.http.WorkerPool;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The server of the page and the API: one link among others, so that a port that is taken is said once, tried
/// again, and of no consequence to anything else.
final class WebServerLink implements Link {

    private static final Duration TICK = Duration.ofSeconds(1);

    static {
        // The server has no limits by itself; it takes these when it is first used.
        limit("sun.net.httpserver.maxReqTime", 10);
        limit("sun.net.httpserver.idleInterval", 60);
        limit("sun.net.httpserver.maxIdleConnections", 200);
        limit("sun.net.httpserver.maxReqHeaders", 100);
        limit("sun.net.httpserver.maxReqHeaderSize", 32_768);
        limit("sun.net.httpserver.drainAmount", 65_536);
        limit("jdk.httpserver.maxConnections", 500);
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpSettings settings;
    private final Routes routes;
    private final Stage stage;
    private volatile @Nullable InetSocketAddress address;

    /// @param routes what can be asked; the log-in is added by this
    /// @param stage what goes on beside the answers
    WebServerLink(HttpSettings settings, Routes routes, Stage stage) {
        this.settings = settings;
        this.routes = routes;
        this.stage = stage;
    }

    /// What goes on beside the answers.
    ///
    /// @param told where others on this machine find the page
    record Stage(EventBroadcast broadcast, HttpCounters counters, PageAddress told) {}

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String description() {
        return "shows the page and the API at http://" + settings.listen();
    }

    @Override
    public Map<String, Long> counters() {
        return stage.counters().map();
    }

    /// Where it listens; null while it does not.
    @Nullable
    InetSocketAddress address() {
        return address;
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        InetAddress host = resolve();
        HttpServer server = open(new InetSocketAddress(host, settings.listen().port()));
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("http-client-", 0).factory());
                WorkerPool workers = new WorkerPool();
                AutoCloseable _ = stage.broadcast().open()) {
            AccessGuard guard = new AccessGuard(settings, host.isLoopbackAddress());
            Routes all = with(guard);
            RequestDispatcher.Equipment equipment = new RequestDispatcher.Equipment(workers, frame(), stage.counters());
            server.createContext("/", new RequestDispatcher(all, new StaticFiles(), guard, equipment));
            server.setExecutor(threads);
            server.start();
            address = server.getAddress();
            int port = server.getAddress().getPort();
            stage.told().write(address);
            report(
                    context,
                    Health.State.UP,
                    "listens at http://" + new HostPort(settings.listen().host(), port));
            serve(context, workers, server, threads);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the page did not stop cleanly: " + e.getMessage(), e);
        }
    }

    /// Everything that can be asked.
    Routes everything() {
        return with(new AccessGuard(settings, true));
    }

    private Routes with(AccessGuard guard) {
        Routes all = new Routes();
        routes.entries().forEach(entry -> all.add(entry.method(), entry.path(), entry.access(), entry.route()));
        new SessionRoutes(guard).register(all);
        return all;
    }

    private void serve(Context context, WorkerPool workers, HttpServer server, ExecutorService threads)
            throws InterruptedException {
        try {
            while (true) {
                context.clock().sleep(TICK);
                stage.counters().cut().add(workers.deadlines().sweep());
            }
        } finally {
            address = null;
            stage.told().remove();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private InetAddress resolve() throws IOException {
        try {
            return InetAddress.getByName(settings.listen().host());
        } catch (UnknownHostException e) {
            throw new IOException("the page cannot listen at " + settings.listen() + ": the host name is unknown", e);
        }
    }

    private HttpServer open(InetSocketAddress where) throws IOException {
        try {
            return HttpServer.create(where, 128);
        } catch (BindException e) {
            throw new IOException(
                    "the page cannot listen at " + settings.listen() + ": " + e.getMessage()
                            + "; set http.listen to another port; everything else works",
                    e);
        }
    }

    private RequestDispatcher.Frame frame() {
        Map<String, String> headers = new LinkedHashMap<>();
        String frames = settings.frames().isEmpty() ? "'none'" : String.join(" ", settings.frames());
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
            headers.put("X-Frame-Options", "DENY");
        }
        return new RequestDispatcher.Frame(Map.copyOf(headers));
    }
}
