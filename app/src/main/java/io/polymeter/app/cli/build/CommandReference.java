package io.polymeter.app.cli.build;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The reference of the command line as Markdown, from the declarations that picocli reads.
public final class CommandReference {

    private final StringBuilder out = new StringBuilder(4_096);

    private CommandReference() {}

    /// Every command that `polymeter help` shows.
    public static String markdown(CommandSpec root) {
        CommandReference reference = new CommandReference();
        reference.options(root, List.of());
        reference.commands(root);
        return reference.out.toString();
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
        out.append("\n## ").append(command.qualifiedName()).append("\n\n    ").append(command.qualifiedName());
        command.options().stream()
                .filter(OptionSpec::required)
                .forEach(option ->
                        out.append(' ').append(option.longestName()).append(' ').append(option.paramLabel()));
        out.append(
                command.options().stream().anyMatch(option -> shown(option) && !option.required()) ? " [OPTIONS]" : "");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            boolean optional = parameter.arity().min() == 0;
            out.append(optional ? " [" : " ").append(parameter.paramLabel()).append(optional ? "]" : "");
        }
        // Picocli's own help command has line breaks of its own in it.
        String description = String.join(" ", command.usageMessage().description());
        out.append("\n\n").append(description.replace("%n", "")).append('\n');
        options(command, command.positionalParameters());
        examples(command);
    }

    private void options(CommandSpec command, List<PositionalParamSpec> parameters) {
        List<OptionSpec> options =
                command.options().stream().filter(CommandReference::shown).toList();
        if (options.isEmpty() && parameters.isEmpty()) {
            return;
        }
        out.append("\n| option | meaning |\n|---|---|\n");
        parameters.forEach(parameter -> row(parameter.paramLabel(), parameter));
        options.forEach(option -> row(
                String.join(", ", option.names()) + (option.arity().max() == 0 ? "" : " " + option.paramLabel()),
                option));
    }

    /// Help is everywhere, and so is `--debug`: they are told once, above.
    private static boolean shown(OptionSpec option) {
        return !option.hidden() && !option.usageHelp() && !option.longestName().equals("--debug");
    }

    private void row(String name, ArgSpec argument) {
        out.append("| `").append(name.replace("|", "\\|")).append("` | ");
        out.append(String.join(" ", argument.description()).replace("|", "\\|")).append(" |\n");
    }

    private void examples(CommandSpec command) {
        List<String> footer = List.of(command.usageMessage().footer());
        if (!footer.isEmpty()) {
            out.append('\n');
            footer.stream()
                    .filter(line -> line.startsWith("  "))
                    .forEach(line -> out.append("  ").append(line).append('\n'));
        }
    }
}
