package io.polymeter.capture.learn;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a known meter measured meanwhile.
///
/// @param points microseconds since 1970 and values, by the name of the point
public record KnownValues(Map<String, TreeMap<Long, Double>> points) {

    private static final int LINES = 2_000_000;

    /// Reads what `record` wrote beside the traffic.
    ///
    /// @throws IOException with words for a person, where there is none, or the meter is not in it
    public static KnownValues read(Path file, String meter) throws IOException {
        Map<String, TreeMap<Long, Double>> points = new TreeMap<>();
        TreeSet<String> meters = new TreeSet<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int count = 0;
            String line = lines.readLine();
            while (line != null && count++ < LINES) {
                JsonValue value = JsonValue.parse(line.getBytes(StandardCharsets.UTF_8));
                String name = value.text("meter");
                if (name != null) {
                    meters.add(name);
                }
                if (meter.equals(name)) {
                    add(points, value);
                }
                line = lines.readLine();
            }
        } catch (JsonException e) {
            throw new IOException("a line is no JSON", e);
        }
        if (points.isEmpty()) {
            throw new IOException("it has no values of '" + meter + "', but of " + meters);
        }
        return new KnownValues(points);
    }

    private static void add(Map<String, TreeMap<Long, Double>> points, JsonValue line) {
        if (line.get("us") instanceof JsonValue.NumberValue(String time)
                && line.get("values") instanceof JsonValue.ObjectValue(Map<String, JsonValue> values)) {
            long micros = (long) Double.parseDouble(time);
            values.forEach((point, value) -> {
                if (value instanceof JsonValue.NumberValue(String number)) {
                    points.computeIfAbsent(point, _ -> new TreeMap<>()).put(micros, Double.parseDouble(number));
                }
            });
        }
    }
}
