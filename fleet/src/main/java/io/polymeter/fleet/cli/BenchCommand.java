package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.Storms;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `polymeter fleet bench`: what `bench/run FLEET` runs.
@Command(
        name = "bench",
        hidden = true,
        description = "Measure the engine's rate, broker included, and count that sums are exact.")
final class BenchCommand extends MeasuringCommand {

    @Option(names = "--sites", paramLabel = "N", description = "Default 50000.")
    int sites = 50_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Messages of each site, 8 or more; default 20.")
    int rounds = 20;

    @Override
    void check() {
        if (sites < 1 || rounds < 8 || rounds > 1_000) {
            throw new UsageException("--sites is at least 1, --rounds from 8 to 1000");
        }
    }

    @Override
    boolean measure(Consumer<String> say) throws IOException, InterruptedException, ExecutionException {
        return Storms.steady(sites, rounds, say);
    }
}
