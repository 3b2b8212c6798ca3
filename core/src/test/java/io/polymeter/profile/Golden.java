package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// One dump of a device: its registers, and what they mean. Registers that are read with another function code than
/// the device's usual one stand behind `holding` or `input`.
record Golden(String name, RegisterImage image, Map<String, String> rows, Map<String, String> points) {

    static List<Golden> read(String resource) throws IOException {
        List<Golden> cases = new ArrayList<>();
        String name = "";
        Map<Integer, Integer> words = new LinkedHashMap<>();
        Map<String, String> rows = new LinkedHashMap<>();
        Map<String, String> points = new LinkedHashMap<>();
        String text;
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(resource), resource)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n[]";
        }
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("[")) {
                if (!name.isEmpty()) {
                    cases.add(new Golden(name, image(words), Map.copyOf(rows), Map.copyOf(points)));
                }
                name = line.substring(1, line.length() - 1);
                words.clear();
                rows.clear();
                points.clear();
            } else if (line.startsWith("row ") || line.startsWith("point ")) {
                int equals = line.indexOf(" = ");
                Map<String, String> target = line.startsWith("row ") ? rows : points;
                target.put(line.substring(line.indexOf(' ') + 1, equals), line.substring(equals + 3));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int table = line.startsWith("holding ") ? Range.HOLDING : line.startsWith("input ") ? Range.INPUT : 0;
                String[] parts = line.replaceFirst("^(holding|input) ", "").split("[: ]+", -1);
                int address = table + Integer.parseInt(parts[0]);
                for (int i = 1; i < parts.length; i++) {
                    words.put(address + i - 1, Integer.parseInt(parts[i], 16));
                }
            }
        }
        return cases;
    }

    private static RegisterImage image(Map<Integer, Integer> words) {
        RegisterImage image = RegisterImage.EMPTY;
        for (Map.Entry<Integer, Integer> word : words.entrySet()) {
            image = image.with(word.getKey(), Words.of(word.getValue()), 1);
        }
        return image;
    }

    /// What does not agree, in words; empty where all does.
    List<String> differences(Profile profile) {
        List<String> differences = new ArrayList<>();
        Map<String, String> left = new LinkedHashMap<>(rows);
        for (Row row : profile.rows()) {
            String expected = left.remove(row.name());
            compare(differences, "row " + row.name(), expected, shown(row));
        }
        left.forEach((name, _) -> differences.add("row " + name + " is missing"));
        Codec codec = Codec.of(profile);
        Readings readings = codec.decode(image);
        for (Point point : Point.all()) {
            String expected = points.get(point.name());
            compare(differences, "point " + point, expected, shown(point, readings));
        }
        RegisterImage encoded = codec.encode(readings, 1);
        for (Row row : profile.rows()) {
            int address = row.range().address();
            int count = row.range().count();
            Words expected = codec.shows(row) ? image.words(address, count) : null;
            if (row.fixed() == null && !Objects.equals(encoded.words(address, count), expected)) {
                differences.add("encoded " + row.name());
            }
        }
        return differences;
    }

    private static void compare(List<String> to, String what, @Nullable String expected, @Nullable Object found) {
        Object wanted = found instanceof Double && expected != null ? (Object) Double.valueOf(expected) : expected;
        if (!Objects.equals(wanted, found)) {
            to.add(what + " is " + found + ", not " + expected);
        }
    }

    private @Nullable Object shown(Row row) {
        if (row.format().encoding().isText()) {
            return Codec.text(row, image);
        }
        OptionalDouble value = Codec.value(row, image);
        return value.isEmpty() ? null : (Object) value.getAsDouble();
    }

    private static @Nullable Object shown(Point point, Readings readings) {
        String text = readings.text(point);
        return text != null ? text : readings.has(point) ? (Object) readings.value(point) : null;
    }

    static void assertAllAgree(List<Golden> cases, Profile profile) {
        assertThat(cases)
                .isNotEmpty()
                .allSatisfy(golden -> assertThat(golden.differences(profile))
                        .as(golden.name())
                        .isEmpty());
    }
}
