package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.FleetDemo;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter fleet demo`.
@Command(
        name = "demo",
        description = "A whole fleet on this machine: Kafka, a front, two engines, PostgreSQL and simulated gateways.")
final class FleetDemoCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--sites", paramLabel = "N", description = "How many gateways; default 100.")
    int sites = 100;

    @Option(names = "--seconds", paramLabel = "N", description = "End by itself after N seconds; default: never.")
    int seconds;

    @Override
    public Integer call() throws Exception {
        if (sites < 1 || sites > 5_000) {
            throw new UsageException("--sites is from 1 to 5000, not " + sites);
        }
        RoleOptions.log();
        PrintWriter out = spec.commandLine().getOut();
        try (FleetDemo _ = FleetDemo.start(sites, line -> {
            out.println(line);
            out.flush();
        })) {
            Thread.sleep(seconds > 0 ? Duration.ofSeconds(seconds) : Duration.ofDays(10_000));
        }
        return 0;
    }
}
