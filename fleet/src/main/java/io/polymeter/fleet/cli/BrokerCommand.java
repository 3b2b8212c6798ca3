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

    @Option(names = "--port", paramLabel = "N", description = "Default 9092.")
    int port = 9092;

    @Option(names = "--controller", paramLabel = "N", description = "Port of its other half; default: the next one.")
    int controller;

    @Override
    public Integer call() throws InterruptedException {
        RoleOptions.log();
        RoleOptions.untilStopped(LocalBroker.start(directory, port, controller == 0 ? port + 1 : controller));
        return 0;
    }
}
