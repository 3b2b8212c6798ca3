package io.polymeter.fleet.cli;

import io.polymeter.fleet.config.FleetConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter fleet check FILE`.
@Command(name = "check", description = "Check a fleet's configuration: all errors, with line and column.")
final class FleetCheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", defaultValue = "fleet.yaml", description = "Default: fleet.yaml.")
    @SuppressWarnings("NullAway.Init") // injected
    Path file;

    @Override
    public Integer call() {
        FleetConfiguration read = FleetConfiguration.load(file, System::getenv);
        PrintWriter err = spec.commandLine().getErr();
        read.problems().sorted().forEach(err::println);
        err.flush();
        if (read.settings() == null || read.problems().hasErrors()) {
            return 2;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(file + ": no errors");
        out.flush();
        return 0;
    }
}
