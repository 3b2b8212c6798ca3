package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.FleetStorm;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter fleet storm`: what `lab/fleet-storm` runs.
@Command(
        name = "storm",
        hidden = true,
        description = "Kill engines and the broker while sites talk, and count that sums are exact.")
final class StormCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--sites", paramLabel = "N", description = "Default 500.")
    int sites = 500;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second; default 1000.")
    int rate = 1_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Messages of each site, 20 or more; default 60.")
    int rounds = 60;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what happens when; default 1.")
    long seed = 1;

    @Override
    public Integer call() throws Exception {
        if (sites < 1 || rate < 1 || rounds < 20 || rounds > 250) {
            throw new UsageException("--sites and --rate are at least 1, --rounds from 20 to 250");
        }
        RoleOptions.log();
        PrintWriter out = spec.commandLine().getOut();
        boolean exact = FleetStorm.run(new FleetStorm.Terms(sites, rate, rounds, seed), line -> {
            out.println(line);
            out.flush();
        });
        return exact ? 0 : 1;
    }
}
