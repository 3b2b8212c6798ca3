package io.polymeter.app;

import io.polymeter.app.cli.Cli;
import io.polymeter.app.cli.PlainRun;

/// The program.
public final class Main {

    private Main() {}

    /// Runs a command and exits with 0 done, 1 failed, 2 wrong usage or configuration.
    public static void main(String[] args) {
        System.exit(PlainRun.understands(args) ? PlainRun.run(Protocols::all, args) : Cli.run(Protocols::all, args));
    }
}
