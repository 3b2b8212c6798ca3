package io.polymeter.fleet.cli;

import io.polymeter.fleet.broker.LocalBroker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter fleet broker`: the demonstration's Kafka.
@Command(
        name = "broker",
        hidden = true,
        description = "One Kafka node on loopback, to try things out; not for a fleet.")
final class BrokerCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIRECTORY", description = "What it keeps.")
    @SuppressWarnings("NullAway.Init") // injected
    Path directory;

    @Option(names = "--port", paramLabel = "N", description = "Default 9092; the next one is used, too.")
    int port = 9092;

    @Override
    public Integer call() throws InterruptedException {
        RoleOptions.log();
        RoleOptions.untilStopped(LocalBroker.start(directory, port, port + 1));
        return 0;
    }
}
