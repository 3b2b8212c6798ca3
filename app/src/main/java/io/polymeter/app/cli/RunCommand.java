package io.polymeter.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter run`: the daemon.
@Command(
        name = "run",
        description = "Run until stopped. SIGTERM stops within 2 s, SIGHUP reads the configuration again.")
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
    @Nullable
    Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say more.")
    boolean help;

    @Override
    public Integer call() throws InterruptedException {
        Cli cli = Cli.of(spec);
        return Daemon.run(cli.protocols, config, cli.debug);
    }
}
