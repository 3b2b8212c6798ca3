package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.link.Protocol;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `run`, `check` and `version` as services and scripts write them, understood without the library for command
/// lines. That one's two hundred classes are of a format that an ahead-of-time cache cannot hold, and reading them
/// took more than a third of the time from the start to the first reply. Everything else goes to [Cli].
public final class PlainRun {

    private PlainRun() {}

    /// Where a command prints.
    record Streams(PrintWriter out, PrintWriter err) {
        static Streams ofThisProcess() {
            return new Streams(writer(System.out), writer(System.err));
        }

        private static PrintWriter writer(PrintStream stream) {
            return new PrintWriter(new OutputStreamWriter(stream, stream.charset()));
        }
    }

    /// Whether [#run] can do these: `version`; `run` and `check`, with or without `--config FILE`; `check FILE`.
    public static boolean understands(String... args) {
        if (args.length == 0) {
            return false;
        }
        return switch (args[0]) {
            case "version" -> args.length == 1;
            case "run" -> args.length == 1 || isNamed(args);
            case "check" -> args.length == 1 || isNamed(args) || args.length == 2 && isFile(args[1]);
            default -> false;
        };
    }

    private static boolean isNamed(String... args) {
        return args.length == 3 && args[1].equals("--config") && isFile(args[2]);
    }

    private static boolean isFile(String word) {
        return !word.startsWith("-") && path(word) != null;
    }

    /// Runs a command and gives back the exit code.
    ///
    /// @param protocols makes all kinds of links
    public static int run(Supplier<List<Protocol>> protocols, String... args) {
        return run(protocols, Streams.ofThisProcess(), args);
    }

    static int run(Supplier<List<Protocol>> protocols, Streams streams, String... args) {
        int exit = exit(protocols, streams, args);
        streams.err().flush();
        boolean lost = streams.out().checkError();
        return Cli.finished(exit, System.out.checkError() || lost, streams.err());
    }

    private static int exit(Supplier<List<Protocol>> protocols, Streams streams, String... args) {
        Path file = args.length == 1 ? null : path(args[args.length - 1]);
        try {
            return switch (args[0]) {
                case "run" -> Daemon.run(protocols, file, false);
                case "check" -> new Check(protocols.get(), streams.out(), streams.err()).of(file);
                default -> {
                    streams.out().println(VersionCommand.line());
                    yield 0;
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandFailure.FAILED;
        } catch (RuntimeException e) {
            streams.err().println("polymeter: " + CommandFailure.words(e));
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
