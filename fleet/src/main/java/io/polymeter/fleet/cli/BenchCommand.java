package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.SteadyRate;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter fleet bench`: what `bench/run FLEET` runs.
@Command(
        name = "bench",
        hidden = true,
        description = "Measure the engine's rate, broker included, and count that sums are exact.")
final class BenchCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--sites", paramLabel = "N", description = "Default 50000.")
    int sites = 50_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Messages of each site, 8 or more; default 20.")
    int rounds = 20;

    @Override
    public Integer call() throws Exception {
        if (sites < 1 || rounds < 8 || rounds > 1_000) {
            throw new UsageException("--sites is at least 1, --rounds from 8 to 1000");
        }
        RoleOptions.log();
        PrintWriter out = spec.commandLine().getOut();
        boolean exact = SteadyRate.run(sites, rounds, line -> {
            out.println(line);
            out.flush();
        });
        return exact ? 0 : 1;
    }
}
