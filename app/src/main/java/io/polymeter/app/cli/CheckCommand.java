package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter check [FILE]`.
@Command(name = "check", description = "Check a configuration and list all errors, warnings and planned links.")
final class CheckCommand extends BaseCommand implements Callable<Integer> {

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

    @Override
    public Integer call() {
        Check check = new Check(
                Cli.of(spec).protocols(),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        Path named = file != null ? file : config;
        if (file != null && config != null) {
            CommandFailure two =
                    CommandFailure.usage("two files given, " + file + " and " + config + "; check takes one");
            if (!json) {
                throw two;
            }
            return check.failed(named, two);
        }
        return json ? check.asJson(named) : check.of(named);
    }
}
