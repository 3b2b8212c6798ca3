package io.polymeter.app.cli;

import io.polymeter.app.api.CheckJson;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.config.yaml.Redaction;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
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

    @Option(names = "--json", description = "Print one JSON document: errors, warnings, links.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() {
        try {
            return checked();
        } catch (CommandFailure e) {
            if (!json) {
                throw e;
            }
            Path named = file != null ? file : config;
            print(CheckJson.failed(named == null ? "polymeter.yaml" : named.toString(), CommandFailure.words(e)));
            return e.exitCode();
        }
    }

    private int checked() {
        if (file != null && config != null) {
            throw CommandFailure.usage("two files given, " + file + " and " + config + "; check takes one");
        }
        Wiring wiring = new Wiring(Catalog.builtIn(), Cli.of(spec).protocols());
        LoadedConfiguration loaded = LoadedConfiguration.from(file != null ? file : config, wiring);
        if (json) {
            print(CheckJson.of(loaded.problems(), loaded.plan()));
        } else {
            describe(loaded);
        }
        return loaded.plan() == null ? CommandFailure.USAGE : 0;
    }

    private void describe(LoadedConfiguration loaded) {
        PrintWriter err = spec.commandLine().getErr();
        loaded.problems().forEach(problem -> err.println(problem));
        err.flush();
        if (loaded.plan() == null) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        loaded.plan().describe().forEach(line -> out.println(Redaction.clean(line)));
        long warnings = loaded.problems().size();
        out.println(loaded.file() + ": no errors"
                + (warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings"));
        out.flush();
    }

    private void print(JsonObject document) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(Redaction.clean(JsonText.indented(document.build())));
        out.flush();
    }
}
