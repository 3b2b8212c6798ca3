package io.polymeter.fleet.cli;

import io.polymeter.fleet.demo.SimulatedGateways;
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

    @Override
    public Integer call() throws Exception {
        RoleOptions.log();
        RoleOptions.untilStopped(SimulatedGateways.start(directory, port));
        return 0;
    }
}
