package io.polymeter.app.api;

import io.polymeter.config.Correction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds what was found in corrected values to the correction they have: the keys as they should be.
record CorrectionKeys(@Nullable Correction now) {

    Map<String, Object> with(Map<String, Object> found) {
        Correction before = now;
        if (before == null || before.isNone()) {
            return found;
        }
        Map<String, Object> keys = new HashMap<>();
        found.forEach((key, value) -> keys.put(
                key,
                switch (key) {
                    case "sign" -> before.sign() == -1 ? 1 : value;
                    case "scale" -> before.scale() * ((Number) value).doubleValue();
                    case "phases" -> phases(before, (List<?>) value);
                    case "reversed" -> reversed(before, (List<?>) value);
                    case "points" -> points(before, (Map<?, ?>) value);
                    default -> value;
                }));
        return keys;
    }

    /// The place of a place.
    private static List<String> phases(Correction before, List<?> found) {
        List<String> now = before.phases().isEmpty()
                ? List.of("L1", "L2", "L3")
                : before.phases().stream().map(Enum::name).toList();
        return found.stream()
                .map(name -> now.get(List.of("L1", "L2", "L3").indexOf(name)))
                .toList();
    }

    /// Turned twice is not turned.
    private static List<String> reversed(Correction before, List<?> found) {
        List<String> phases =
                new ArrayList<>(before.reversed().stream().map(Enum::name).toList());
        for (Object name : found) {
            if (!phases.remove(name)) {
                phases.add((String) name);
            }
        }
        return List.copyOf(phases);
    }

    private static Map<String, Object> points(Correction before, Map<?, ?> found) {
        Map<String, Object> points = new HashMap<>();
        before.points().forEach((name, point) -> points.put(name, Map.of("scale", point.scale())));
        found.forEach((name, point) -> {
            double factor = ((Number) ((Map<?, ?>) point).values().iterator().next()).doubleValue();
            Correction.PointScale known = before.points().get(name);
            points.put((String) name, Map.of("scale", known == null ? factor : factor * known.scale()));
        });
        return points;
    }
}
