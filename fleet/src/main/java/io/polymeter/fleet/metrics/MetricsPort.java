package io.polymeter.fleet.metrics;

import io.polymeter.config.HttpSettings;
import io.polymeter.config.net.HostPort;
import io.polymeter.http.AccessGuard;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.PageServer;
import io.polymeter.http.Routes;
import io.polymeter.http.StaticFiles;
import io.polymeter.http.WebReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves `/metrics` of a role that has no page.
public final class MetricsPort implements AutoCloseable {

    private final @Nullable PageServer server;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("http-sweep").daemon().unstarted(task));

    private MetricsPort(@Nullable PageServer server) {
        this.server = server;
    }

    /// Opens one.
    ///
    /// @param where null for nowhere
    /// @throws IOException where the address is taken
    public static MetricsPort open(@Nullable HostPort where, Supplier<MetricText> figures) throws IOException {
        if (where == null) {
            return new MetricsPort(null);
        }
        InetAddress host = InetAddress.getByName(where.host());
        PageServer server = PageServer.open(new InetSocketAddress(host, where.port()), null);
        Routes routes = new Routes();
        routes.get("/metrics", _ -> WebReply.text(MetricText.TYPE, figures.get().toString()));
        HttpSettings http = new HttpSettings(true, where, null, List.of(), List.of(), null);
        AccessGuard guard = new AccessGuard(http, host.isLoopbackAddress());
        server.start(routes, new StaticFiles(), guard, new PageServer.Terms(http, new HttpCounters()));
        MetricsPort port = new MetricsPort(server);
        var _ = port.sweeps.scheduleAtFixedRate(server::sweep, 1, 1, TimeUnit.SECONDS);
        return port;
    }

    /// Where it listens; 0 for nowhere.
    public int port() {
        return server == null ? 0 : server.address().getPort();
    }

    @Override
    public void close() {
        sweeps.shutdownNow();
        if (server != null) {
            server.close();
        }
    }
}
