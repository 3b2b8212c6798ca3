package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.StormTerms;
import io.polymeter.fleet.demo.Storms;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter fleet storm`: what `lab/fleet-storm` runs.
@Command(name = "storm", hidden = true, description = "What a fleet has to stand, with figures.")
final class StormCommand extends MeasuringCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            defaultValue = "kills",
            description = "${COMPLETION-CANDIDATES}; default kills.")
    @SuppressWarnings("NullAway.Init") // injected
    Storms storm;

    @Option(names = "--sites", paramLabel = "N", description = "Default: what each was made for.")
    int sites;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second; default: by storm.")
    int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Of each part, with kills the hours that gateways were away; default: by storm.")
    int seconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "To the front, with kills as many gateways; default: by storm.")
    int connections;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what happens when; default 1.")
    long seed = 1;

    @Override
    void check() {
        if (sites < 0 || rate < 0 || seconds < 0 || connections < 0) {
            throw new UsageException("--sites, --rate, --seconds and --connections are at least 1");
        }
    }

    @Override
    boolean measure(Consumer<String> say) throws IOException, InterruptedException, ExecutionException {
        StormTerms usual = storm.usual();
        StormTerms terms = new StormTerms(
                sites == 0 ? usual.sites() : sites,
                rate == 0 ? usual.rate() : rate,
                seconds == 0 ? usual.seconds() : seconds,
                connections == 0 ? usual.connections() : connections,
                seed);
        return storm.run(terms, say);
    }
}
