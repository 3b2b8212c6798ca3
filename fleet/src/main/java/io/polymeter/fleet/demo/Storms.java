package io.polymeter.fleet.demo;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// What a fleet has to stand, each measured by itself.
public enum Storms {
    /// Engines, the broker, the front, the sink and gateways are killed in an order that a seed decides; sums are
    /// counted.
    KILLS,
    /// One of two engines is killed under load: how long until another goes on.
    TAKEOVER,
    /// From one engine to three to two, under load: how long a partition pauses.
    RESCALE,
    /// All sites fall silent; then an engine is down for a while.
    SILENCE,
    /// A day of many gateways is sent again under live load.
    REPLAY,
    /// All gateways of a fleet are born at once, through one front.
    BIRTHS,
    /// Half of those who come to a front have a certificate that does not count.
    STRANGERS,
    /// The broker of a gateway is away for a day, which goes by in a minute or two.
    AWAY;

    /// How large it usually is.
    public StormTerms usual() {
        return switch (this) {
            case KILLS -> new StormTerms(500, 1_000, 30, 20, 1);
            case TAKEOVER -> new StormTerms(2_000, 5_000, 20, 1, 1);
            case RESCALE -> new StormTerms(2_000, 5_000, 30, 1, 1);
            case SILENCE -> new StormTerms(50_000, 5_000, 60, 1, 1);
            case REPLAY -> new StormTerms(1_000, 500, 20, 1, 1);
            case BIRTHS -> new StormTerms(50_000, 1, 60, 200, 1);
            case STRANGERS -> new StormTerms(1, 1, 10, 10_000, 1);
            case AWAY -> new StormTerms(1, 1, 90, 1, 1);
        };
    }

    /// Measures how many messages a second an engine takes in.
    ///
    /// @param rounds messages of each site, 8 or more: two quarter-hours
    /// @param say gets a line for each figure
    /// @return whether the sums are exact
    public static boolean steady(int sites, int rounds, Consumer<String> say)
            throws IOException, InterruptedException, ExecutionException {
        return new SteadyRate(new StormTerms(sites, 1, 1, 1, 1), rounds, say).run();
    }

    /// As it is called on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Runs it.
    ///
    /// @param say gets a line for each figure
    /// @return whether all is as it has to be
    public boolean run(StormTerms terms, Consumer<String> say)
            throws IOException, InterruptedException, ExecutionException {
        Storm storm = switch (this) {
            case KILLS -> new KillStorm(terms, say);
            case TAKEOVER -> EngineStorm.takeover(terms, say);
            case RESCALE -> EngineStorm.rescale(terms, say);
            case SILENCE -> new SilenceStorm(terms, say);
            case REPLAY -> new ReplayStorm(terms, say);
            case BIRTHS -> new BirthStorm(terms, say);
            case STRANGERS -> new StrangerStorm(terms, say);
            case AWAY -> new AwayStorm(terms, say);
        };
        return storm.run();
    }
}
