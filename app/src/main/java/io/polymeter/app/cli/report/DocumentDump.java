package io.polymeter.app.cli.report;

import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.Problems;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Documents that a device gave, and what they are said to mean. Either one JSON document as it came, or a text with
/// `get PATH` or `topic TOPIC`, the document below it, and `point NAME = VALUE`; `[NAME]` begins another dump.
///
/// @param name empty where it has none
/// @param messages in their order
/// @param points what is said to be measured
public record DocumentDump(String name, List<Message> messages, Map<String, String> points) {

    private static final long MAX_BYTES = 4_000_000;

    /// A document.
    ///
    /// @param from path or topic; null: nobody said
    public record Message(@Nullable String from, JsonValue document) {}

    /// Reads a file.
    ///
    /// @param problems receives what is wrong, with line and column
    public static List<DocumentDump> read(Path file, Problems problems) {
        String text;
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.error("", io.polymeter.message.Message.of("longer-than-4-mb", "is longer than 4 MB"));
                return List.of();
            }
            text = Files.readString(file);
        } catch (IOException e) {
            problems.error(
                    "",
                    io.polymeter.message.Message.of(
                            "cannot-read", "cannot be read: {why}", io.polymeter.message.Message.of(e)));
            return List.of();
        }
        if (text.strip().startsWith("{") || text.strip().startsWith("[{")) {
            DocumentDump dump = empty("");
            dump.message(null, text, 1, problems);
            return List.of(dump);
        }
        return sections(text.lines().toList(), problems);
    }

    private static DocumentDump empty(String name) {
        return new DocumentDump(name, new ArrayList<>(), new LinkedHashMap<>());
    }

    private static List<DocumentDump> sections(List<String> lines, Problems problems) {
        List<DocumentDump> dumps = new ArrayList<>(List.of(empty("")));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            DocumentDump dump = dumps.getLast();
            if (line.matches("\\[[a-z0-9-]+]")) {
                dumps.add(empty(line.substring(1, line.length() - 1)));
            } else if (line.matches("(get|topic) \\S+")) {
                int end = i + 1;
                while (end < lines.size()
                        && !lines.get(end).matches("(get|topic|point) .*|\\[[a-z][a-z0-9-]*]|#.*|\\s*")) {
                    end++;
                }
                String body = String.join("\n", lines.subList(i + 1, end));
                dump.message(line.substring(line.indexOf(' ') + 1), body, i + 2, problems);
                i = end - 1;
            } else if (line.matches("point \\S+ = \\S+")) {
                String[] sides = line.substring(6).split(" = ", 2);
                dump.points.put(sides[0], sides[1]);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                problems.at(
                        new Position(i + 1, 1),
                        "",
                        io.polymeter.message.Message.of(
                                "no-line-dump-document",
                                "`{min}` is no line of a dump; it is `get PATH`, `topic TOPIC`, a document or `point NAME = VALUE`",
                                line.substring(0, Math.min(line.length(), 40))));
            }
        }
        dumps.removeIf(dump -> dump.messages.isEmpty() && dump.points.isEmpty());
        return dumps;
    }

    private void message(@Nullable String from, String body, int line, Problems problems) {
        try {
            messages.add(new Message(from, JsonValue.parse(body.strip())));
        } catch (JsonException e) {
            problems.at(new Position(line, 1), "", io.polymeter.message.Message.of(e));
        }
    }
}
