package io.polymeter.app.api;

import io.polymeter.app.metrics.Metrics;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.runtime.LoopWatch;

/// Everything in figures, for Prometheus.
public final class MetricsRoutes {

    private final ApiContext backstage;
    private final LoopWatch watch;

    /// @param watch what follows the control loops
    public MetricsRoutes(ApiContext backstage, LoopWatch watch) {
        this.backstage = backstage;
        this.watch = watch;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get(
                "/metrics",
                _ -> WebReply.text(
                        Metrics.TYPE,
                        Metrics.text(backstage.polymeter().snapshot(), watch.swings(), backstage.version())));
    }
}
