package io.polymeter.app.api;

import io.polymeter.config.HttpSettings;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.link.Clock;
import io.polymeter.runtime.Plan;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The page and the API, as the configuration wants them: off, on, or elsewhere after a change.
public final class Web {

    private static final Logger LOG = LoggerFactory.getLogger(Web.class);
    /// Whoever changes the configuration through the page gets the answer before the page goes elsewhere.
    private static final Duration GRACE = Duration.ofMillis(500);

    private final ApiContext backstage;
    private final List<Consumer<Routes>> features;
    private final TrialRoutes trials;
    // Guarded by this.
    private @Nullable HttpSettings settings;
    private volatile @Nullable WebServerLink page;

    /// Does not start anything yet.
    ///
    /// @param features each adds what can be asked beside what is built in
    public Web(ApiContext backstage, List<Consumer<Routes>> features) {
        this.backstage = backstage;
        this.trials = new TrialRoutes(backstage);
        this.features = List.copyOf(features);
    }

    /// Starts the page as this plan wants it.
    public synchronized void start(Plan plan) {
        HttpSettings wanted = plan.settings().http();
        settings = wanted;
        if (wanted.enabled()) {
            WebServerLink next = page(wanted);
            page = next;
            backstage.polymeter().attach(next);
        }
    }

    /// Goes over to another plan; does nothing where what it says of the page is the same.
    public void follow(Plan plan) {
        if (!plan.settings().http().equals(current())) {
            Thread.ofVirtual().name("http-change").start(() -> change(plan));
        }
    }

    private synchronized @Nullable HttpSettings current() {
        return settings;
    }

    private synchronized void change(Plan plan) {
        try {
            backstage.polymeter().clock().sleep(GRACE);
            if (plan.settings().http().equals(settings)) {
                return;
            }
            WebServerLink old = page;
            if (old != null) {
                backstage.polymeter().detach(old);
                page = null;
            }
            start(plan);
        } catch (InterruptedException e) {
            LOG.debug("interrupted", e);
        }
    }

    /// Where it listens, while it does.
    public Optional<InetSocketAddress> address() {
        WebServerLink current = page;
        return current == null ? Optional.empty() : Optional.ofNullable(current.address());
    }

    /// Everything that can be asked, while there is a page.
    List<Routes.Entry> routes() {
        WebServerLink current = page;
        return current == null ? List.of() : current.everything().entries();
    }

    private WebServerLink page(HttpSettings wanted) {
        HttpCounters counters = new HttpCounters();
        CertificateRoutes certificates = new CertificateRoutes(backstage);
        Overview overview = new Overview(backstage, certificates);
        Clock clock = backstage.polymeter().clock();
        EventBroadcast broadcast = new EventBroadcast(() -> overview.json(backstage.picture()), counters, clock);
        Routes routes = new Routes();
        overview.register(routes);
        new RegisterRoutes(backstage).register(routes);
        new EventRoutes(broadcast).register(routes);
        certificates.register(routes);
        new ConfigurationRoutes(backstage).register(routes);
        new EditRoutes(backstage).register(routes);
        trials.register(routes);
        new ProfileRoutes().register(routes);
        new LogRoutes(backstage, broadcast).register(routes);
        routes.get(
                "/api/openapi.json",
                _ -> WebReply.bytes(
                        "application/json",
                        ApiDocument.text(backstage.configuration().kinds()).getBytes(StandardCharsets.UTF_8)));
        features.forEach(feature -> feature.accept(routes));
        Path state = backstage.polymeter().plan().settings().state();
        PageAddress told = new PageAddress(state);
        return new WebServerLink(wanted, routes, new WebServerLink.Stage(broadcast, counters, told, state));
    }
}
