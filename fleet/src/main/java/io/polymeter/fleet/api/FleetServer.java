package io.polymeter.fleet.api;

import io.polymeter.config.HttpSettings;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.http.AccessGuard;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.PageServer;
import io.polymeter.http.StaticFiles;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The server of the operators' page and the API.
public final class FleetServer implements AutoCloseable {

    private final PageServer server;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("http-sweep").daemon().unstarted(task));
    private final AutoCloseable painting;

    /// What stands behind the answers.
    ///
    /// @param demo port of the demonstration's buttons on this machine, 0 where this is none
    public record Parts(FleetView view, Engine engine, Actions actions, int demo) {}

    private FleetServer(PageServer server, FleetSettings.Http settings, Parts parts) {
        this.server = server;
        HttpCounters counters = new HttpCounters();
        FleetAnswers answers = new FleetAnswers(parts.view());
        EventBroadcast broadcast = new EventBroadcast(
                () -> answers.overview(System.currentTimeMillis()).put("demo", parts.demo() != 0),
                counters,
                new SystemClock());
        painting = broadcast.open();
        boolean local = server.address().getAddress().isLoopbackAddress();
        HttpSettings http = new HttpSettings(true, settings.listen(), null, settings.names(), List.of(), null);
        AccessGuard guard = new AccessGuard(http, local);
        FleetRoutes routes =
                new FleetRoutes(parts, new People(settings.users(), parts.view().sessions()), broadcast);
        server.start(routes.routes(), new StaticFiles(), guard, new PageServer.Terms(http, counters));
        var _ = sweeps.scheduleAtFixedRate(server::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /// Starts it.
    ///
    /// @throws IOException where it has no place
    public static FleetServer start(FleetSettings.Http settings, Parts parts) throws IOException {
        InetAddress host = InetAddress.getByName(settings.listen().host());
        PageServer server =
                PageServer.open(new InetSocketAddress(host, settings.listen().port()), null);
        return new FleetServer(server, settings, parts);
    }

    /// Where it listens.
    public int port() {
        return server.address().getPort();
    }

    @Override
    public void close() {
        sweeps.shutdownNow();
        try {
            painting.close();
        } catch (Exception e) {
            throw new IllegalStateException("the page does not end", e);
        } finally {
            server.close();
        }
    }
}
