package io.polymeter.app.cli.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of all commands that need to know a daemon's state directory.
public final class StateOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration, which names the state directory.")
    private @Nullable Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    /// The configuration; null where none was named.
    public @Nullable Path config() {
        return config;
    }

    /// Whether help was asked for, which is then given.
    public boolean help() {
        return help;
    }
}
