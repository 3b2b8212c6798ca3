package io.polymeter.app.cli.report;

import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.ConsumerRead;
import io.polymeter.consumer.Consumers;
import io.polymeter.consumer.ShortestOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Consumers in words, for a terminal and for the reference.
public final class ConsumerText {

    private static final String UNKNOWN = "not known";
    private static final String NOT_SERVED = "not served by this version";

    private ConsumerText() {}

    /// All that is known of one.
    public static String of(Consumer consumer) {
        StringBuilder text = new StringBuilder();
        text.append(consumer.title()).append(" (").append(consumer.id()).append(")\n");
        text.append(consumer.maker())
                .append(": ")
                .append(String.join(", ", consumer.models()))
                .append('\n');
        for (ConsumerFace face : consumer.faces()) {
            text.append('\n')
                    .append(face.expects())
                    .append(" by ")
                    .append(way(face))
                    .append('\n');
            facts(face).forEach(fact -> text.append("  ").append(fact).append('\n'));
            String yaml = ShortestOutput.of(consumer, face);
            text.append(yaml == null ? "  " + NOT_SERVED + "\n" : yaml.indent(4));
        }
        return text.toString();
    }

    /// All of them as Markdown.
    public static String markdown(Consumers consumers) {
        List<Consumer> all = consumers.all();
        StringBuilder text = new StringBuilder("""
            | consumer | face | interface | unit | without values | confidence |
            |---|---|---|---|---|---|
            """);
        for (Consumer consumer : all) {
            for (ConsumerFace face : consumer.faces()) {
                text.append("| [")
                        .append(consumer.id())
                        .append("](#")
                        .append(consumer.id())
                        .append(") | ");
                text.append(shown(face)).append(" | ").append(way(face)).append(" | ");
                text.append(face.unit() == null ? "" : face.unit()).append(" | ");
                text.append(cell(orUnknown(face.whenLost()))).append(" | ");
                text.append(Texts.kebab(face.confidence())).append(" |\n");
            }
        }
        text.append("\n## What they get, by source\n\nOf the values that a face has, and of the reads that are known. ")
                .append("`check` says the same of your own meter.\n\n")
                .append(ConsumerSources.markdown(all));
        all.forEach(consumer -> section(consumer, text));
        return text.toString();
    }

    private static void section(Consumer consumer, StringBuilder text) {
        text.append("\n## ").append(consumer.id()).append("\n\n");
        text.append(consumer.title()).append(", by ").append(consumer.maker()).append(": ");
        text.append(String.join(", ", consumer.models())).append(".\n");
        for (ConsumerFace face : consumer.faces()) {
            text.append("\n**")
                    .append(shown(face))
                    .append("** by ")
                    .append(way(face))
                    .append("\n\n");
            facts(face).forEach(fact -> text.append("- ").append(fact).append('\n'));
            String yaml = ShortestOutput.of(consumer, face);
            text.append(yaml == null ? "- " + NOT_SERVED + "\n" : "\n```yaml\n" + yaml + "```\n");
        }
    }

    private static String shown(ConsumerFace face) {
        return "`" + face.expects() + "`" + (face.served() || face.configuration() != null ? "" : " (not yet)");
    }

    private static List<String> facts(ConsumerFace face) {
        List<String> facts = new ArrayList<>();
        String units = face.units().stream().map(String::valueOf).collect(Collectors.joining(", "));
        add(facts, units.contains(",") ? "units" : "unit", units);
        add(facts, "line", String.join(" or ", face.lines()));
        add(facts, "asks for power every", face.cadence() == null ? "" : Texts.duration(face.cadence()));
        add(facts, "reads", face.reads().stream().map(ConsumerText::read).collect(Collectors.joining("; ")));
        add(facts, "checks", face.checks() == null ? "" : face.checks());
        add(facts, "without values", orUnknown(face.whenLost()));
        ConsumerFace.NoValue noValue = face.noValue();
        add(facts, "takes for no value", noValue == null ? "" : noValue.is() + " (" + noValue.source() + ")");
        face.menu().forEach(step -> add(facts, "there", step));
        add(facts, "note", face.note() == null ? "" : face.note());
        add(facts, Texts.kebab(face.confidence()), String.join("; ", face.sources()));
        return facts;
    }

    private static void add(List<String> facts, String name, String text) {
        if (!text.isEmpty()) {
            facts.add(name + ": " + text);
        }
    }

    private static String read(ConsumerRead read) {
        return (read.function() == 4 ? "FC04 " : "") + read.range().address() + "×"
                + read.range().count()
                + (read.every() == null ? "" : " every " + Texts.duration(read.every()))
                + (read.refused() ? " (exception 2 is right)" : "")
                + (read.without().isEmpty() ? "" : " (goes on without: " + read.without() + ")")
                + (read.note().isEmpty() ? "" : " (" + read.note() + ")");
    }

    /// The interface and its port, e.g. `tcp 502`.
    public static String way(ConsumerFace face) {
        String ways = face.interfaces().stream().map(Texts::kebab).collect(Collectors.joining(", "));
        return face.port() == null ? ways : ways + " " + face.port();
    }

    /// What it expects, the usual first; in brackets what this version does not serve.
    public static String faces(Consumer consumer) {
        return consumer.faces().stream()
                .map(face ->
                        face.served() || face.configuration() != null ? face.expects() : "(" + face.expects() + ")")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String orUnknown(@Nullable String text) {
        return text == null ? UNKNOWN : text;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
