package io.polymeter.app.cli.report;

import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.Problems;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.modbus.Words;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The registers of a device as they were written down, in one of two forms. A golden dump has lines
/// `ADDRESS: WORDS` with words in hexadecimal, with `holding` or `input` before them where they are read with
/// another function code than the device's usual one, `row NAME = VALUE` and `point NAME = VALUE` for what they
/// should mean, and `[NAME]` before each of several dumps. The other form is what `read --json` prints.
///
/// @param name empty where it has none
/// @param rows what rows should mean, by name
/// @param points what should be measured, by name
public record RegisterDump(String name, RegisterImage image, Map<String, String> rows, Map<String, String> points) {

    private static final int LONGEST = 1 << 23;
    private static final int HIGHEST = 0xffff;

    /// Reads a file.
    ///
    /// @param usual the function code that usually reads the device
    /// @return what could be read; all that is wrong is in `problems`
    public static List<RegisterDump> read(Path file, int usual, Problems problems) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            problems.error(
                    "",
                    Files.isDirectory(file)
                            ? Message.of("directory-not-file", "is a directory, not a file")
                            : FileFailure.said(e));
            return List.of();
        }
        if (bytes.length > LONGEST) {
            problems.error("", Message.of("file-larger-than-8", "the file is larger than 8 MB; is it the right one?"));
            return List.of();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        Reader reader = new Reader(usual, problems);
        if (text.stripLeading().startsWith("{")) {
            reader.json(text);
        } else {
            reader.golden(text.lines().toList());
        }
        reader.end();
        if (reader.dumps.isEmpty() && !problems.hasErrors()) {
            problems.error(
                    "",
                    Message.of(
                            "there-no-register-in-file",
                            "there is no register in this file; a line is `ADDRESS: WORDS`, such as `19000: 4305 5000`"));
        }
        return reader.dumps;
    }

    /// Reads one file.
    private static final class Reader {

        private final int usual;
        private final Problems problems;
        private final List<RegisterDump> dumps = new ArrayList<>();
        private final TreeMap<Integer, Integer> words = new TreeMap<>();
        private final Map<String, String> rows = new LinkedHashMap<>();
        private final Map<String, String> points = new LinkedHashMap<>();
        private String name = "";

        private Reader(int usual, Problems problems) {
            this.usual = usual;
            this.problems = problems;
        }

        private void golden(List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.startsWith("[") && line.endsWith("]")) {
                    end();
                    name = line.substring(1, line.length() - 1);
                } else if (line.startsWith("row ") || line.startsWith("point ")) {
                    expected(line, i + 1);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    registers(lines.get(i), i + 1);
                }
            }
        }

        private void expected(String line, int number) {
            int equals = line.indexOf(" = ");
            if (equals < 0) {
                wrong(number, 1, Message.of("no-2", "`{text}` has no ` = `", shown(line)));
                return;
            }
            Map<String, String> target = line.startsWith("row ") ? rows : points;
            target.put(
                    line.substring(line.indexOf(' ') + 1, equals).strip(),
                    line.substring(equals + 3).strip());
        }

        private void registers(String line, int number) {
            int colon = line.indexOf(':');
            String place = colon < 0 ? "" : line.substring(0, colon).strip();
            int table = 0;
            if (place.startsWith("holding ")) {
                table = table(3);
            } else if (place.startsWith("input ")) {
                table = table(4);
            }
            String digits = place.replaceFirst("^(holding|input) +", "");
            if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > HIGHEST) {
                wrong(
                        number,
                        1,
                        Message.of(
                                "no-line-dump-address",
                                "`{text}` is no line of a dump; it is ADDRESS: WORDS, with an address from 0 to 65535",
                                shown(line.strip())));
                return;
            }
            int address = Integer.parseInt(digits);
            int at = colon + 1;
            for (String word : line.substring(colon + 1).split("(?<= )|(?= )", -1)) {
                if (!word.isBlank()) {
                    if (!word.matches("(0x)?[0-9A-Fa-f]{1,4}")) {
                        wrong(
                                number,
                                at + 1,
                                Message.of(
                                        "no-register-1-4",
                                        "'{text}' is no register; it has 1 to 4 hexadecimal digits",
                                        shown(word)));
                        return;
                    }
                    put(number, table, address++, Integer.parseInt(word.replaceFirst("^0x", ""), 16));
                }
                at += word.length();
            }
        }

        /// One document, or one a line.
        private void json(String text) {
            try {
                document(JsonValue.parse(text), 1);
                return;
            } catch (JsonException e) {
                if (text.strip().lines().count() == 1) {
                    wrong(1, 1, Message.of("not-json", "this is not JSON: {why}", Message.of(e)));
                    return;
                }
            }
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    try {
                        document(JsonValue.parse(lines.get(i)), i + 1);
                    } catch (JsonException e) {
                        wrong(i + 1, 1, Message.of("line-not-json", "this line is not JSON: {why}", Message.of(e)));
                    }
                }
            }
        }

        private void document(JsonValue document, int line) {
            if (document.get("registers") instanceof JsonValue.ArrayValue(var runs)) {
                runs.forEach(run -> run(run, line));
            } else {
                run(document, line);
            }
        }

        private void run(JsonValue run, int line) {
            Integer first = number(run.get("address"));
            if (first == null || run.get("words") == null) {
                wrong(
                        line,
                        1,
                        Message.of(
                                "there-no-as-prints",
                                "there is no `address` with its `words`, as `polymeter read --registers --json` prints them"));
                return;
            }
            Integer function = number(run.get("function"));
            int table = function == null ? 0 : table(function);
            if (run.get("words") instanceof JsonValue.ArrayValue(var values)) {
                int address = first;
                for (JsonValue value : values) {
                    Integer word = number(value);
                    if (word == null) {
                        wrong(line, 1, Message.of("word-number-from-0", "a word is a number from 0 to 65535"));
                        return;
                    }
                    put(line, table, address++, word);
                }
            }
        }

        private static @Nullable Integer number(@Nullable JsonValue value) {
            return value instanceof JsonValue.NumberValue(String literal)
                            && literal.matches("[0-9]{1,5}")
                            && Integer.parseInt(literal) <= HIGHEST
                    ? Integer.valueOf(literal)
                    : null;
        }

        private int table(int function) {
            return function == usual || function != 3 && function != 4 ? 0 : Range.table(function);
        }

        private void put(int line, int table, int address, int word) {
            if (address > HIGHEST) {
                wrong(line, 1, Message.of("there-words-behind-register", "there are words behind register 65535"));
            } else {
                words.put(table + address, word);
            }
        }

        private void wrong(int line, int column, Message message) {
            problems.at(new Position(line, column), "", message);
        }

        private static String shown(String text) {
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }

        /// Of a run that is interrupted each part stands for itself.
        private void end() {
            if (words.isEmpty()) {
                return;
            }
            List<RegisterImage.Segment> segments = new ArrayList<>();
            List<Integer> run = new ArrayList<>();
            int next = -1;
            for (Map.Entry<Integer, Integer> word : words.entrySet()) {
                if (word.getKey() != next || next % Range.TABLE == 0) {
                    segment(segments, next, run);
                }
                run.add(word.getValue());
                next = word.getKey() + 1;
            }
            segment(segments, next, run);
            dumps.add(new RegisterDump(name, RegisterImage.of(segments), Map.copyOf(rows), Map.copyOf(points)));
            words.clear();
            rows.clear();
            points.clear();
        }

        private static void segment(List<RegisterImage.Segment> segments, int end, List<Integer> run) {
            if (!run.isEmpty()) {
                Words words = Words.of(run.stream().mapToInt(Integer::intValue).toArray());
                segments.add(new RegisterImage.Segment(end - run.size(), words, 1));
                run.clear();
            }
        }
    }
}
