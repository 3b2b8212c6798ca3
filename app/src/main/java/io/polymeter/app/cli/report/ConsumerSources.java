package io.polymeter.app.cli.report;

import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerCoverage;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What consumers get from four kinds of sources, as a table of the reference.
final class ConsumerSources {

    private static final List<String> DEVICES = List.of("kostal-ksem", "eastron-sdm630", "sunspec-meter");
    private static final String POWERS = "power of each phase alone";

    private ConsumerSources() {}

    public static String markdown(List<Consumer> consumers) {
        Map<String, Set<Point>> sources = new LinkedHashMap<>();
        DEVICES.forEach(id -> sources.put(id, points(profile(id))));
        sources.put(POWERS, powers());
        StringBuilder text = new StringBuilder("| consumer | face |");
        sources.keySet().forEach(source -> text.append(' ').append(source).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(sources.size())).append('\n');
        for (Consumer consumer : consumers) {
            for (ConsumerFace face : consumer.faces()) {
                if (face.served() && face.sinkKey().equals("modbus")) {
                    text.append("| ")
                            .append(consumer.id())
                            .append(" | `")
                            .append(face.expects())
                            .append("` |");
                    sources.forEach((source, points) ->
                            text.append(' ').append(cell(face, source, points)).append(" |"));
                    text.append('\n');
                }
            }
        }
        return text.toString();
    }

    private static String cell(ConsumerFace face, String source, Set<Point> points) {
        Profile profile = profile(face.expects());
        if (profile.id().equals(source)) {
            return "itself";
        }
        ConsumerCoverage fit = ConsumerCoverage.translated(profile, points, face.reads());
        int filled = fit.rows().size() - fit.unfilled().size();
        String values = filled + " of " + fit.rows().size() + " values"
                + (fit.derived().isEmpty() ? "" : ", " + fit.derived().size() + " of them derived");
        return fit.refused().isEmpty() ? values : values + "; refused: " + refused(fit);
    }

    private static String refused(ConsumerCoverage fit) {
        return fit.refused().stream()
                .map(refusal -> refusal.read().range()
                        + (refusal.always() ? "" : " on export")
                        + (refusal.read().without().isEmpty() ? "" : " (goes on without)"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Set<Point> points(Profile profile) {
        return profile.rows().stream().map(Row::point).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /// Three powers, and the energy that is counted from them.
    private static Set<Point> powers() {
        Set<Point> points = new HashSet<>();
        points.add(Point.of(Quantity.ACTIVE_ENERGY_IMPORT));
        points.add(Point.of(Quantity.ACTIVE_ENERGY_EXPORT));
        for (Phase phase : List.of(Phase.L1, Phase.L2, Phase.L3)) {
            points.add(Point.of(Quantity.ACTIVE_POWER, phase));
            points.add(Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase));
            points.add(Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase));
        }
        return points;
    }

    private static Profile profile(String id) {
        return Catalog.builtIn().find(id).orElseThrow();
    }
}
