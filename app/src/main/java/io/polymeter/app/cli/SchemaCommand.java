package io.polymeter.app.cli;

import picocli.CommandLine.Command;

/// `polymeter schema`.
@Command(name = "schema", description = "Print the JSON Schema of the configuration, for completion in editors.")
final class SchemaCommand extends BaseCommand implements Runnable {

    @Override
    public void run() {
        spec.commandLine().getOut().println(Cli.of(spec).kinds().schema());
    }
}
