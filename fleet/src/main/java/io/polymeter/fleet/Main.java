package io.polymeter.fleet;

import io.polymeter.fleet.cli.FleetCli;

/// The program of the fleet.
public final class Main {

    private Main() {}

    /// Runs a command and exits with 0 done, 1 failed, 2 wrong usage or configuration.
    public static void main(String[] args) {
        System.exit(FleetCli.run(args));
    }
}
