package io.polymeter.fleet.api;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.config.HttpSettings;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.http.AccessGuard;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.RequestDispatcher;
import io.polymeter.http.StaticFiles;
import io.polymeter.http.WorkerPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The server of the operators' page and the API.
public final class FleetServer implements AutoCloseable {

    static {
        // The server has no limits by itself; it takes these when it is first used.
        limit("sun.net.httpserver.maxReqTime", 10);
        limit("sun.net.httpserver.idleInterval", 60);
        limit("sun.net.httpserver.maxReqHeaders", 100);
        limit("jdk.httpserver.maxConnections", 500);
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-client-", 0).factory());
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("http-sweep").daemon().unstarted(task));
    private final WorkerPool workers = new WorkerPool();
    private final AutoCloseable painting;

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }

    private FleetServer(HttpServer server, FleetSettings.Http settings, FleetRoutes.Parts parts) {
        this.server = server;
        HttpCounters counters = new HttpCounters();
        Answers answers = new Answers(parts.view());
        EventBroadcast broadcast = new EventBroadcast(() -> answers.overview(System.currentTimeMillis()), counters);
        painting = broadcast.open();
        boolean local = server.getAddress().getAddress().isLoopbackAddress();
        AccessGuard guard = new AccessGuard(
                new HttpSettings(true, settings.listen(), null, settings.names(), List.of(), null), local);
        FleetRoutes routes = new FleetRoutes(parts, new People(settings.users()), broadcast);
        RequestDispatcher.Frame frame = new RequestDispatcher.Frame(Map.of(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer",
                "Cache-Control",
                "no-store"));
        server.createContext(
                "/",
                new RequestDispatcher(
                        routes.routes(),
                        new StaticFiles(),
                        guard,
                        new RequestDispatcher.Equipment(workers, frame, counters)));
        server.setExecutor(threads);
        server.start();
        var _ = sweeps.scheduleAtFixedRate(() -> workers.deadlines().sweep(), 1, 1, TimeUnit.SECONDS);
    }

    /// Starts it.
    ///
    /// @throws IOException where it has no place
    public static FleetServer start(FleetSettings.Http settings, Engine engine, FleetView view, Actions actions)
            throws IOException {
        InetAddress host = InetAddress.getByName(settings.listen().host());
        HttpServer server =
                HttpServer.create(new InetSocketAddress(host, settings.listen().port()), 128);
        return new FleetServer(server, settings, new FleetRoutes.Parts(view, engine, actions));
    }

    /// Where it listens.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        sweeps.shutdownNow();
        try {
            painting.close();
        } catch (Exception e) {
            throw new IllegalStateException("the page does not end", e);
        } finally {
            server.stop(0);
            threads.shutdownNow();
            workers.close();
        }
    }
}
