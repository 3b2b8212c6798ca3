package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.link.Protocol;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `polymeter run` and `polymeter run --config FILE`, as services start it, understood without the library for
/// command lines. That one's two hundred classes are of a format that an ahead-of-time cache cannot hold, and
/// reading them took more than a third of the time from the start to the first reply. Everything else goes to
/// [Cli].
public final class PlainRun {

    private PlainRun() {}

    /// Whether [#run] can do these.
    public static boolean understands(String... args) {
        return args.length == 1 && args[0].equals("run")
                || args.length == 3
                        && args[0].equals("run")
                        && args[1].equals("--config")
                        && !args[2].startsWith("-")
                        && path(args[2]) != null;
    }

    /// Runs the daemon and gives back the exit code.
    ///
    /// @param protocols makes all kinds of links
    public static int run(Supplier<List<Protocol>> protocols, String... args) {
        try {
            return Daemon.run(protocols, args.length == 3 ? path(args[2]) : null, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandFailure.FAILED;
        } catch (RuntimeException e) {
            System.err.println("polymeter: " + CommandFailure.words(e));
            return e instanceof CommandFailure failure ? failure.exitCode() : CommandFailure.FAILED;
        }
    }

    private static @Nullable Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException _) {
            return null;
        }
    }
}
