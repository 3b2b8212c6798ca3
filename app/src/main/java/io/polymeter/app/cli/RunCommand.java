package io.polymeter.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `polymeter run`: the daemon.
@Command(name = "run", description = "Run the service. SIGTERM stops it within 2 s, SIGHUP reloads the configuration.")
final class RunCommand extends BaseCommand implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
    @Nullable
    Path config;

    @Override
    public Integer call() throws InterruptedException {
        Cli cli = Cli.of(spec);
        return Daemon.run(cli.protocols, config, cli.debug);
    }
}
