package io.polymeter.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter version`.
@Command(name = "version", description = "Print the version and exit.")
final class VersionCommand implements Runnable {

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
