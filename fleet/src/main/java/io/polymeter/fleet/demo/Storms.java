package io.polymeter.fleet.demo;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// What a fleet has to stand, each measured by itself.
public enum Storms {
    /// Engines and the broker are killed in an order that a seed decides; sums are counted.
    KILLS(500, 1_000, 30),
    /// One of two engines is killed under load: how long until another goes on.
    TAKEOVER(2_000, 5_000, 20),
    /// From one engine to three to two, under load: how long a partition pauses.
    RESCALE(2_000, 5_000, 30),
    /// All sites fall silent; then an engine is down for a while.
    SILENCE(50_000, 5_000, 60),
    /// A day of many gateways is sent again under live load.
    REPLAY(1_000, 500, 20);

    /// Messages a second of the present, beside a replay.
    private static final int LIVE = 1_000;

    /// Messages of each site between the first kill and the last.
    private static final int ROUNDS = 60;

    private final int sites;
    private final int rate;
    private final int seconds;

    Storms(int sites, int rate, int seconds) {
        this.sites = sites;
        this.rate = rate;
        this.seconds = seconds;
    }

    /// How large it usually is.
    public StormTerms usual() {
        return new StormTerms(sites, rate, seconds, 1);
    }

    /// Runs it.
    ///
    /// @param say gets a line for each figure
    /// @return whether all is as it has to be
    public boolean run(StormTerms terms, Consumer<String> say)
            throws IOException, InterruptedException, ExecutionException {
        return switch (this) {
            case KILLS -> new FleetStorm(terms, say).run(ROUNDS);
            case TAKEOVER -> new EngineStorms(terms, say).takeover();
            case RESCALE -> new EngineStorms(terms, say).rescale();
            case SILENCE -> new SilenceStorm(terms, say).run();
            case REPLAY -> new ReplayStorm(terms, say).run(LIVE);
        };
    }
}
