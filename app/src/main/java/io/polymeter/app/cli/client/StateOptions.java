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

    /// The configuration; null where none was named.
    public @Nullable Path config() {
        return config;
    }
}
