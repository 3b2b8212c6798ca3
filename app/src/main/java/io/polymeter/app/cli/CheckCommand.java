package io.polymeter.app.cli;

import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Wiring;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter check [FILE]`.
@Command(name = "check", description = "Check a configuration and list all errors, warnings and planned links.")
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The configuration file; default: the one run would use.")
    @Nullable
    Path file;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file, as for run.")
    @Nullable
    Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() {
        if (file != null && config != null) {
            throw CommandFailure.usage("two files given, " + file + " and " + config + "; check takes one");
        }
        Wiring wiring = new Wiring(Catalog.builtIn(), Cli.of(spec).protocols());
        LoadedConfiguration loaded = LoadedConfiguration.from(file != null ? file : config, wiring);
        PrintWriter err = spec.commandLine().getErr();
        loaded.problems().forEach(problem -> err.println(problem));
        err.flush();
        if (loaded.plan() == null) {
            return CommandFailure.USAGE;
        }
        PrintWriter out = spec.commandLine().getOut();
        loaded.plan().describe().forEach(out::println);
        long warnings = loaded.problems().size();
        out.println(loaded.file() + ": no errors"
                + (warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings"));
        out.flush();
        return 0;
    }
}
