package io.polymeter.app.cli;

import picocli.CommandLine.Command;

/// `polymeter version`.
@Command(name = "version", description = "Print the version and exit.")
final class VersionCommand extends BaseCommand implements Runnable {

    @Override
    public void run() {
        spec.commandLine().getOut().println(line());
    }

    /// What `version` prints.
    static String line() {
        return "polymeter " + version() + " (Java " + Runtime.version() + ")";
    }

    /// The version of this build.
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
