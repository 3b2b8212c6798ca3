package io.polymeter.app.cli.build;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page polymeter(1), in the language of man(7), from the declarations that picocli reads.
public final class ManPage {

    private final StringBuilder out = new StringBuilder(8_192);

    private ManPage() {}

    public static String of(CommandSpec root, String version) {
        ManPage page = new ManPage();
        page.write(root, version);
        return page.out.toString();
    }

    private void write(CommandSpec root, String version) {
        out.append(".TH POLYMETER 1 \"\" \"Polymeter ").append(version).append("\" \"User Commands\"\n");
        section("NAME");
        line("polymeter \\- shows electricity measurements to every device as the meter it expects");
        section("SYNOPSIS");
        line(".B polymeter");
        line(".I COMMAND");
        line("[OPTIONS]");
        section("DESCRIPTION");
        line(text(String.join(" ", root.usageMessage().description())));
        line(".SH OPTIONS");
        root.options().forEach(this::argument);
        section("COMMANDS");
        commands(root);
        section("EXIT STATUS");
        line("0 success, 1 failure, 2 invalid usage or configuration.");
        section("FILES");
        file("/etc/polymeter/polymeter.yaml", "The configuration, where none is named and there is none here.");
        file("/var/lib/polymeter", "Certificates, energy counters and history of that configuration.");
        file("/etc/polymeter/environment", "Variables for ${NAME} in the configuration of the system service.");
        section("SEE ALSO");
        line("The service is polymeter.service; see");
        line(".BR systemctl (1)");
        line("and");
        line(".BR journalctl (1).");
    }

    private void commands(CommandSpec parent) {
        for (CommandLine line : parent.subcommands().values()) {
            CommandSpec command = line.getCommandSpec();
            if (!command.usageMessage().hidden()) {
                command(command);
                commands(command);
            }
        }
    }

    private void command(CommandSpec command) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName()));
        command.options().stream()
                .filter(OptionSpec::required)
                .forEach(option -> words.add(option.longestName() + " " + option.paramLabel()));
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            String label = parameter.paramLabel();
            words.add(parameter.arity().min() == 0 ? "[" + label + "]" : label);
        }
        line(".SS " + text(String.join(" ", words)));
        String description = String.join(" ", command.usageMessage().description());
        line(text(description.replace("%n", "")));
        command.positionalParameters().forEach(this::argument);
        command.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.inherited())
                .forEach(this::argument);
    }

    private void argument(ArgSpec argument) {
        String name = argument instanceof OptionSpec option
                ? String.join(", ", option.names()) + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                : argument.paramLabel();
        line(".TP\n.B " + text(name));
        line(text(String.join(" ", argument.description())));
    }

    private void file(String name, String meaning) {
        line(".TP\n.I " + text(name));
        line(text(meaning));
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void line(String line) {
        out.append(line).append('\n');
    }

    /// A hyphen is a minus that can be copied; a point or an apostrophe at the beginning of a line is no request.
    private static String text(String words) {
        return words.lines()
                .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
