package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.StormTerms;
import io.polymeter.fleet.demo.Storms;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter fleet storm`: what `lab/fleet-storm` runs.
@Command(name = "storm", hidden = true, description = "What a fleet has to stand, with figures.")
final class StormCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            defaultValue = "kills",
            description = "kills, takeover, rescale, silence or replay; default kills.")
    @SuppressWarnings("NullAway.Init") // injected
    Storms storm;

    @Option(names = "--sites", paramLabel = "N", description = "Default: what each was made for.")
    int sites;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second; default: by storm.")
    int rate;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each part; default: by storm.")
    int seconds;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what happens when; default 1.")
    long seed = 1;

    @Override
    public Integer call() throws Exception {
        if (sites < 0 || rate < 0 || seconds < 0) {
            throw new UsageException("--sites, --rate and --seconds are at least 1");
        }
        RoleOptions.log();
        PrintWriter out = spec.commandLine().getOut();
        StormTerms usual = storm.usual();
        StormTerms terms = new StormTerms(
                sites == 0 ? usual.sites() : sites,
                rate == 0 ? usual.rate() : rate,
                seconds == 0 ? usual.seconds() : seconds,
                seed);
        boolean held = storm.run(terms, line -> {
            out.println(line);
            out.flush();
        });
        out.println(held ? "held" : "NOT HELD");
        out.flush();
        return held ? 0 : 1;
    }
}
