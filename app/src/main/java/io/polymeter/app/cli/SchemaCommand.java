package io.polymeter.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter schema`.
@Command(name = "schema", description = "Print the JSON Schema of the configuration, for completion in editors.")
final class SchemaCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public void run() {
        spec.commandLine().getOut().println(Cli.of(spec).kinds().schema());
    }
}
