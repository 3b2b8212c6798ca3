package io.polymeter.fleet.cli;

import io.polymeter.fleet.config.FleetConfiguration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter fleet schema`.
@Command(name = "schema", description = "Print the JSON Schema of a fleet's configuration, for editors.")
final class FleetSchemaCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--markdown", description = "Every key as a table instead.")
    boolean markdown;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(markdown ? FleetConfiguration.reference() : FleetConfiguration.schema());
        out.flush();
        return 0;
    }
}
