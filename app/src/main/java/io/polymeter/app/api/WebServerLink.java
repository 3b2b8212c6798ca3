package io.polymeter.app.api;

import io.polymeter.config.HttpSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.HostPort;
import io.polymeter.http.AccessGuard;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.PageServer;
import io.polymeter.http.Routes;
import io.polymeter.http.SessionRoutes;
import io.polymeter.http.StaticFiles;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.trust.Credentials;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The server of the page and the API: one link among others, so that a port that is taken is said once, tried
/// again, and of no consequence to anything else.
final class WebServerLink implements Link {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final HttpSettings settings;
    private final Routes routes;
    private final Stage stage;
    private final PageProbe probe;
    private volatile @Nullable InetSocketAddress address;

    /// @param routes what can be asked; the log-in is added by this
    /// @param stage what goes on beside the answers
    WebServerLink(HttpSettings settings, Routes routes, Stage stage) {
        this.settings = settings;
        this.routes = routes;
        this.stage = stage;
        this.probe = new PageProbe(settings.tls() != null, System::nanoTime);
    }

    /// What goes on beside the answers.
    ///
    /// @param told where others on this machine find the page
    /// @param state the directory of our own certificate
    record Stage(EventBroadcast broadcast, HttpCounters counters, PageAddress told, Path state) {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Message description() {
        return Message.of(
                "link-shows-page",
                "shows the page and the API at {address}",
                settings.scheme() + "://" + settings.listen());
    }

    @Override
    public Map<String, Long> counters() {
        return stage.counters().map();
    }

    @Override
    public boolean responsive() {
        return probe.answers();
    }

    /// Where it listens; null while it does not.
    @Nullable
    InetSocketAddress address() {
        return address;
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        InetAddress host = resolve();
        try (PageServer server =
                        open(new InetSocketAddress(host, settings.listen().port()));
                AutoCloseable _ = stage.broadcast().open()) {
            AccessGuard guard = new AccessGuard(settings, host.isLoopbackAddress());
            server.start(with(guard), new StaticFiles(), guard, new PageServer.Terms(settings, stage.counters()));
            address = server.address();
            stage.told().write(settings.scheme(), address);
            report(
                    context,
                    Health.State.UP,
                    Message.of(
                            "listens-at",
                            "listens at {place}",
                            settings.scheme() + "://"
                                    + new HostPort(
                                            settings.listen().host(),
                                            server.address().getPort())));
            serve(context, server);
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
        new SessionRoutes(guard, settings.tls() != null).register(all);
        return all;
    }

    private void serve(Context context, PageServer server) throws InterruptedException {
        probe.begin();
        try {
            while (true) {
                context.clock().sleep(TICK);
                server.sweep();
                probe.tick(server.address());
            }
        } finally {
            probe.end();
            address = null;
            stage.told().remove();
        }
    }

    private @Nullable SSLContext tls() throws IOException {
        TlsSettings wanted = settings.tls();
        if (wanted == null) {
            return null;
        }
        Path certificate = wanted.certificate();
        Path key = wanted.key();
        Credentials credentials = certificate == null || key == null
                ? Credentials.own(stage.state(), Instant.now())
                : Credentials.of(certificate, key);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(credentials.managers(null).toArray(new KeyManager[0]), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the page cannot be served over HTTPS: " + e.getMessage(), e);
        }
    }

    private InetAddress resolve() throws IOException {
        try {
            return InetAddress.getByName(settings.listen().host());
        } catch (UnknownHostException e) {
            throw new IOException("the page cannot listen at " + settings.listen() + ": the host name is unknown", e);
        }
    }

    private PageServer open(InetSocketAddress where) throws IOException {
        try {
            return PageServer.open(where, tls());
        } catch (BindException e) {
            throw new IOException(
                    "the page cannot listen at " + settings.listen() + ": " + e.getMessage()
                            + "; set http.listen to another port; everything else works",
                    e);
        }
    }
}
