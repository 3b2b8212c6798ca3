package io.polymeter.app.setup;

import io.polymeter.app.api.PageAddress;
import io.polymeter.app.live.ConfigurationFile;
import io.polymeter.config.Configuration;
import io.polymeter.config.HttpSettings;
import io.polymeter.config.PrivateFile;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.http.AccessGuard;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.HttpError;
import io.polymeter.http.PageServer;
import io.polymeter.http.Routes;
import io.polymeter.http.StaticFiles;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.message.Message;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the set-up page, and nothing else, until somebody who knows the one-time code has given a password. Then the
/// configuration is written.
public final class FirstRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("io.polymeter");

    private static final String FIRST_LINES = """
        # The configuration of Polymeter. The page writes it, and so may you: `polymeter check` looks through it.
        meters: {}

        # What was measured is kept in the state directory: one write a minute. Take this out to keep nothing.
        history: {}
        """;

    private static final int PORTS = 50;
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(300);

    private final SetupSite site;
    private final SetupCode codes;
    private final PageServer server;
    private final SetupCode.Shown shown;
    private final Clock clock = new SystemClock();
    private final Clock.Signal written = clock.signal();
    private boolean done;

    private FirstRun(SetupSite site, PageServer server) throws IOException {
        this.site = site;
        this.server = server;
        this.codes = new SetupCode(site.state(), Duration.ofDays(3650));
        this.shown = codes.make(LocalAddress.url(server.address()));
    }

    /// Begins to serve.
    ///
    /// @throws IOException with words for a person, where there is no port or nothing can be kept
    public static FirstRun open(SetupSite site) throws IOException {
        PageServer server = listen(site.listen());
        try {
            FirstRun run = new FirstRun(site, server);
            run.start();
            return run;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static PageServer listen(HostPort wanted) throws IOException {
        for (int port = wanted.port(); ; port++) {
            try {
                return PageServer.open(new InetSocketAddress(wanted.host(), port), null);
            } catch (BindException e) {
                if (port == wanted.port() + PORTS) {
                    throw new IOException("no free port from " + wanted + " on: " + e.getMessage(), e);
                }
            }
        }
    }

    private void start() throws IOException {
        HostPort listen = new HostPort(site.listen().host(), server.address().getPort());
        HttpSettings settings = new HttpSettings(true, listen, null, site.names(), List.of(), null);
        Routes routes = new Routes();
        routes.get(
                "/api/setup",
                _ -> WebReply.json(new JsonObject().put("setup", true).put("attempts_left", codes.left())));
        routes.add("POST", "/api/setup", Routes.Access.OPEN, this::take);
        // It works as far as it can; what is missing is a person.
        routes.get(
                "/health",
                _ -> WebReply.json(new JsonObject().put("healthy", true).put("setup", true)));
        server.start(
                routes,
                StaticFiles.only("setup.html"),
                new AccessGuard(settings, false),
                new PageServer.Terms(settings, new HttpCounters()));
        new PageAddress(site.state()).write("http", server.address());
    }

    /// Where the page is, and the code that it asks for.
    public SetupCode.Shown shown() {
        return shown;
    }

    /// Waits until the password was given and the configuration is written.
    public void await() throws InterruptedException {
        while (!written.await(SWEEP)) {
            server.sweep();
        }
        clock.sleep(GRACE);
    }

    private synchronized WebReply take(WebRequest call) throws HttpError, IOException {
        if (done) {
            throw new HttpError(401, Message.of("code-been-used", "the code has been used"));
        }
        String given = call.json().text("code");
        codes.check(given == null ? "" : given);
        String password = PagePassword.of(call);
        try {
            write(password, call.json().get("tls") instanceof JsonValue.BooleanValue(boolean tls) && tls);
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("the configuration cannot be written", e);
            throw new HttpError(
                    409, Message.of("cannot-written", "{file} cannot be written: {why}", site.file(), Message.of(e)));
        }
        codes.remove();
        LOG.info("set up: {} is written", site.file());
        done = true;
        written.raise();
        return WebReply.nothing();
    }

    private void write(String password, boolean tls) throws IOException {
        boolean fresh = !Files.exists(site.file());
        FileEdit edit = FileEdit.of(
                fresh ? FIRST_LINES.getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(site.file()),
                Configuration.ORDER);
        HostPort listen = new HostPort(site.listen().host(), server.address().getPort());
        if (!site.given() || !listen.equals(site.listen())) {
            edit.put(List.of("http", "listen"), new JsonValue.StringValue(listen.toString()));
        }
        if (edit.scalar(List.of("meters")) != null) {
            edit.put(List.of("meters"), new JsonObject().build());
        }
        if (tls) {
            edit.put(List.of("http", "tls"), new JsonObject().build());
        }
        PagePassword.set(edit, site.state(), password, System.getenv());
        if (fresh) {
            PrivateFile.write(site.file(), edit.bytes());
        } else {
            new ConfigurationFile(site.file()).replace(edit.bytes());
        }
    }

    @Override
    public void close() {
        new PageAddress(site.state()).remove();
        server.close();
        try {
            codes.remove();
        } catch (IOException e) {
            LOG.debug("the code stays", e);
        }
    }
}
