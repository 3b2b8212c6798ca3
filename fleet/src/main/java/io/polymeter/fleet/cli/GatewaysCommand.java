package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.SimulatedGateways;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter fleet gateways`: the demonstration's sites.
@Command(name = "gateways", hidden = true, description = "Simulated gateways, each with a connection of its own.")
final class GatewaysCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIRECTORY", description = "Has a directory with certificates for each gateway.")
    @SuppressWarnings("NullAway.Init") // injected
    Path directory;

    @Option(names = "--port", paramLabel = "N", required = true, description = "Of the front.")
    int port;

    @Option(
            names = "--counted-until",
            paramLabel = "MILLIS",
            description = "They have a past until then of which every quarter-hour is known.")
    long counted;

    @Override
    public Integer call() throws Exception {
        RoleOptions.log();
        SimulatedGateways gateways = SimulatedGateways.start(directory, port, counted);
        Thread.ofPlatform().name("orders").daemon().start(() -> obey(gateways));
        RoleOptions.untilStopped(gateways);
        return 0;
    }

    private static void obey(SimulatedGateways gateways) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try {
            gateways.obey(lines.lines());
        } catch (IOException | RuntimeException e) {
            System.err.println("polymeter fleet: " + e.getMessage());
        }
    }
}
