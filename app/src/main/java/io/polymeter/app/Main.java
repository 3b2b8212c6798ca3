package io.polymeter.app;

import io.polymeter.app.cli.Cli;
import io.polymeter.app.cli.PlainRun;
import io.polymeter.app.log.LastingLogging;

/// The program.
public final class Main {

    private Main() {}

    /// Runs a command and exits with 0 done, 1 failed, 2 wrong usage or configuration.
    public static void main(String[] args) {
        // Before anything is logged; a call of that class would have the framework choose its manager already.
        System.setProperty("java.util.logging.manager", LastingLogging.class.getName());
        System.exit(PlainRun.understands(args) ? PlainRun.run(Protocols::all, args) : Cli.run(Protocols::all, args));
    }
}
