package io.polymeter.fleet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `polymeter fleet`, without a command.
@Command(
        name = "polymeter fleet",
        synopsisSubcommandLabel = "COMMAND",
        description = "Many sites: their state, sums with a stated completeness, and what is missing.",
        subcommands = {
            EngineCommand.class,
            IngestCommand.class,
            SinkCommand.class,
            CaCommand.class,
            FleetEnrolCommand.class,
            SiteCommand.class,
            FleetCheckCommand.class,
            FleetSchemaCommand.class,
            FleetDemoCommand.class,
            BrokerCommand.class,
            GatewaysCommand.class,
            BenchCommand.class,
            StormCommand.class,
            HelpCommand.class
        },
        footer = {"", "polymeter fleet front lets gateways in; it has a class path of its own."})
public final class FleetCli implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandLine.Model.CommandSpec spec;

    private FleetCli() {}

    /// Runs one command line and gives back the exit code.
    public static int run(String... args) {
        CommandLine line = new CommandLine(new FleetCli());
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((error, command, _) -> {
            command.getErr().println("polymeter fleet: " + error.getMessage());
            return error instanceof UsageException ? 2 : 1;
        });
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
