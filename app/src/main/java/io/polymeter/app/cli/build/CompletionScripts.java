package io.polymeter.app.cli.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What zsh and fish need to complete a command line, from the declarations that picocli reads; it has a script for
/// bash by itself.
public final class CompletionScripts {

    private CompletionScripts() {}

    /// A function for zsh's completion system, to be installed as `_polymeter`.
    public static String zsh(CommandSpec root) {
        StringBuilder out = new StringBuilder("#compdef ").append(root.name()).append("\n\n");
        function(out, root, "_" + root.name());
        return out.append("_").append(root.name()).append(" \"$@\"\n").toString();
    }

    private static void function(StringBuilder out, CommandSpec command, String name) {
        Map<String, CommandSpec> commands = shown(command);
        commands.forEach((word, spec) -> function(out, spec, name + "_" + word.replace('-', '_')));
        List<String> lines = new ArrayList<>();
        options(command).forEach(option -> lines.add(zsh(option)));
        if (commands.isEmpty()) {
            command.positionalParameters().forEach(argument -> lines.add(zsh(argument)));
        } else {
            lines.add("'1:command:(" + String.join(" ", commands.keySet()) + ")'");
            lines.add("'*::argument:->rest'");
        }
        out.append(name).append("() {\n  local state\n  _arguments -C");
        lines.forEach(line -> out.append(" \\\n    ").append(line));
        out.append('\n');
        if (!commands.isEmpty()) {
            out.append("  case $state in\n    rest)\n      case $words[1] in\n");
            commands.keySet()
                    .forEach(word -> out.append("        ")
                            .append(word)
                            .append(") ")
                            .append(name)
                            .append('_')
                            .append(word.replace('-', '_'))
                            .append(" ;;\n"));
            out.append("      esac ;;\n  esac\n");
        }
        out.append("}\n\n");
    }

    private static String zsh(OptionSpec option) {
        String described = "[" + zsh(description(option)) + "]";
        String value =
                takesValue(option) ? ":" + zsh(option.paramLabel()) + ":" + (isFile(option) ? "_files" : " ") : "";
        List<String> names = List.of(option.names());
        return names.size() == 1
                ? quoted(names.getFirst() + described + value)
                : "'(" + String.join(" ", names) + ")'{" + String.join(",", names) + "}" + quoted(described + value);
    }

    private static String zsh(PositionalParamSpec argument) {
        return quoted("*:" + zsh(argument.paramLabel()) + ":" + (isFile(argument) ? "_files" : " "));
    }

    /// Colons and brackets end a description.
    private static String zsh(String text) {
        return text.replace("\\", "\\\\")
                .replace(":", "\\:")
                .replace("[", "\\[")
                .replace("]", "\\]");
    }

    /// Commands for fish, one for each word that it can complete.
    public static String fish(CommandSpec root) {
        StringBuilder out = new StringBuilder();
        String begin = "complete -c " + root.name();
        out.append(begin).append(" -f\n");
        options(root).forEach(option -> out.append(begin).append(fish(option)).append('\n'));
        fish(out, root, begin, "__fish_use_subcommand");
        return out.toString();
    }

    private static void fish(StringBuilder out, CommandSpec parent, String begin, String where) {
        shown(parent).forEach((word, command) -> {
            String inside = "__fish_seen_subcommand_from " + word;
            out.append(begin)
                    .append(" -n ")
                    .append(quoted(where))
                    .append(" -a ")
                    .append(word)
                    .append(" -d ")
                    .append(quoted(first(command.usageMessage().description())))
                    .append('\n');
            options(command)
                    .forEach(option -> out.append(begin)
                            .append(" -n ")
                            .append(quoted(inside))
                            .append(fish(option))
                            .append('\n'));
            if (command.positionalParameters().stream().anyMatch(CompletionScripts::isFile)) {
                out.append(begin).append(" -n ").append(quoted(inside)).append(" -F\n");
            }
            fish(out, command, begin, inside);
        });
    }

    private static String fish(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return text.append(takesValue(option) ? isFile(option) ? " -r -F" : " -x" : "")
                .append(" -d ")
                .append(quoted(description(option)))
                .toString();
    }

    private static Map<String, CommandSpec> shown(CommandSpec command) {
        return command.subcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> each.getValue().getCommandSpec(),
                        (first, _) -> first,
                        java.util.TreeMap::new));
    }

    private static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private static boolean isFile(ArgSpec argument) {
        return argument.type() == Path.class || argument.paramLabel().startsWith("FILE");
    }

    private static String description(ArgSpec argument) {
        return first(argument.description());
    }

    private static String first(String[] lines) {
        return CommandLine.Help.Ansi.OFF.string(String.join(" ", lines)).replaceAll("\\s+", " ");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
