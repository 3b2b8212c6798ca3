package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.config.SettingsKinds;
import io.polymeter.consumer.Consumers;
import io.polymeter.link.Protocol;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// `polymeter`, without a command.
@Command(
        name = "polymeter",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "One meter, every face: shows live electricity measurements to every device as the meter it expects.",
        subcommands = {
            RunCommand.class,
            SetupCommand.class,
            CheckCommand.class,
            DemoCommand.class,
            SimulateCommand.class,
            ReadCommand.class,
            ScanCommand.class,
            ProfilesCommand.class,
            StatusCommand.class,
            ConsumersCommand.class,
            TrustCommand.class,
            EnrolCommand.class,
            NotifyCommand.class,
            HistoryCommand.class,
            DoctorCommand.class,
            CommissionCommand.class,
            DrillCommand.class,
            SupportCommand.class,
            TwinCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            LearnCommand.class,
            SchemaCommand.class,
            VersionCommand.class,
            ReferenceCommand.class,
            RehearseCommand.class,
            GenerateCommand.class,
            OptionsCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Run polymeter help COMMAND for details. The configuration is ./polymeter.yaml,",
            "/etc/polymeter/polymeter.yaml, or the file given with --config."
        })
public final class Cli implements Runnable {

    @Option(names = "--debug", description = "Log at debug level and show stack traces.", scope = ScopeType.INHERIT)
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    boolean version;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandLine.Model.CommandSpec spec;

    final Supplier<List<Protocol>> protocols;

    private Cli(Supplier<List<Protocol>> protocols) {
        this.protocols = protocols;
    }

    /// Runs one command line and gives back the exit code.
    ///
    /// @param protocols makes all kinds of links
    public static int run(Supplier<List<Protocol>> protocols, String... args) {
        CommandLine line = new CommandLine(new Cli(protocols));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.getCommandSpec().version(VersionCommand.line());
        line.setExecutionExceptionHandler((error, command, _) -> report(error, command));
        line.setParameterExceptionHandler((error, _) -> misused(error));
        return finished(line, line.execute(args));
    }

    /// A command that printed into a full disk or a closed pipe has failed: its streams do not throw.
    private static int finished(CommandLine line, int exit) {
        return finished(exit, lost(line), line.getErr());
    }

    static int finished(int exit, boolean lost, PrintWriter err) {
        if (!lost) {
            return exit;
        }
        err.println("polymeter: the output could not be written: the disk is full, or its reader has gone");
        err.flush();
        return exit == 0 ? CommandFailure.FAILED : exit;
    }

    /// Whether something that was printed did not arrive.
    static boolean lost(CommandLine line) {
        // Both: the writer does not pass on that the stream below it failed.
        boolean printed = line.getOut().checkError();
        return System.out.checkError() || printed;
    }

    /// The root of a command.
    static Cli of(CommandLine.Model.CommandSpec command) {
        return (Cli) command.root().userObject();
    }

    /// All kinds of links, new.
    List<Protocol> protocols() {
        return protocols.get();
    }

    /// What a configuration may have.
    SettingsKinds kinds() {
        return Protocol.kinds(protocols());
    }

    /// Who may be named as a consumer.
    Consumers consumers() {
        return new Consumers(kinds().sinks());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }

    private static int report(Exception error, CommandLine command) {
        PrintWriter out = command.getErr();
        out.println("polymeter: " + CommandFailure.words(error));
        Cli cli = command.getCommandSpec().root().userObject() instanceof Cli root ? root : null;
        if (cli != null && cli.debug) {
            error.printStackTrace(out);
        }
        out.flush();
        return error instanceof CommandFailure failure ? failure.exitCode() : CommandFailure.FAILED;
    }

    private static int misused(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter out = command.getErr();
        out.println("polymeter: " + error.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, out)) {
            out.println("Try: " + command.getCommandSpec().qualifiedName() + " --help, or polymeter help");
        }
        out.flush();
        return CommandFailure.USAGE;
    }
}
