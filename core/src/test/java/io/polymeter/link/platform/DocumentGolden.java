package io.polymeter.link.platform;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Documents of a device, and what they mean.
///
/// @param fetched by path and query
/// @param messages topic and payload, in order
public record DocumentGolden(
        String id,
        String name,
        Map<String, String> fetched,
        List<Map.Entry<String, String>> messages,
        Map<Point, Double> points) {

    /// Every case of every profile with documents.
    public static List<DocumentGolden> all() throws IOException {
        List<DocumentGolden> cases = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("../profiles/index"))) {
            String[] words = line.split(" ", -1);
            if (words[words.length - 1].equals("documents") && !line.startsWith("#")) {
                cases.addAll(read(words[0], Path.of("../profiles", words[1].replace(".yaml", ".golden"))));
            }
        }
        return cases;
    }

    private static List<DocumentGolden> read(String id, Path file) throws IOException {
        List<DocumentGolden> cases = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        String where = "";
        DocumentGolden now = null;
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add("[]");
        for (String line : lines) {
            boolean section = line.startsWith("[") && line.endsWith("]") && line.matches("\\[[a-z]*]");
            if (section || line.matches("(get|topic|point) .*")) {
                if (now != null && !where.isEmpty()) {
                    now.keep(where, body.toString());
                }
                where = "";
                body.setLength(0);
            }
            if (section) {
                now = new DocumentGolden(
                        id,
                        line.substring(1, line.length() - 1),
                        new LinkedHashMap<>(),
                        new ArrayList<>(),
                        new LinkedHashMap<>());
                cases.add(now);
            } else if (line.startsWith("point ") && now != null) {
                String[] sides = line.substring(6).split(" = ", 2);
                now.points.put(Point.parse(sides[0]).orElseThrow(), Double.valueOf(sides[1]));
            } else if (line.startsWith("get ") || line.startsWith("topic ")) {
                where = line;
            } else if (!where.isEmpty()) {
                body.append(line).append('\n');
            }
        }
        cases.removeLast();
        return cases;
    }

    private void keep(String where, String body) {
        if (where.startsWith("get ")) {
            fetched.put(where.substring(4), body);
        } else {
            messages.add(Map.entry(where.substring(6), body));
        }
    }

    /// The points among these that have another value than they should; empty where all are right.
    public List<String> wrong(Readings readings, List<Point> expected) {
        return expected.stream()
                .filter(point -> !isNear(readings.value(point), points.getOrDefault(point, Double.NaN)))
                .map(point -> point.name() + " is " + readings.value(point) + ", not " + points.get(point))
                .toList();
    }

    private static boolean isNear(double value, double expected) {
        return Math.abs(value - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    }

    @Override
    public String toString() {
        return id + " " + name;
    }
}
