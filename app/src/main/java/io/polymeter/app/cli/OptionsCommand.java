package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `polymeter options`: prints the configuration that the options of the Home Assistant add-on mean.
@Command(name = "options", hidden = true, description = "Convert Home Assistant add-on options to a configuration.")
final class OptionsCommand extends BaseCommand implements Runnable {

    @Parameters(paramLabel = "FILE", description = "The options file, e.g. /data/options.json.")
    @SuppressWarnings("NullAway.Init") // required
    Path file;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.print(AddonOptions.yaml(JsonValue.parse(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw CommandFailure.usage(file + ": " + e.getMessage());
        }
        out.flush();
    }
}
