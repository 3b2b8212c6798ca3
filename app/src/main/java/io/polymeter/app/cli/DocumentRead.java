package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Table;
import io.polymeter.app.cli.report.Texts;
import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Reads a device that answers documents, as a meter of a configuration would.
final class DocumentRead {

    private static final int PATIENCE = 50;
    private static final Duration LOOK = Duration.ofMillis(100);

    private DocumentRead() {}

    /// What a device says now.
    ///
    /// @param name the profile as the command line has it
    /// @param source e.g. `http: { host: "http://192.168.1.9" }`
    static Readings of(Profile profile, String name, String source, Cli cli) throws InterruptedException {
        Wiring wiring = new Wiring(Catalog.builtIn(), cli.protocols());
        String yaml = "meters: { device: { profile: " + JsonText.quote(name) + ", " + source + " } }";
        Configuration configuration = Configuration.parse(
                Path.of("command-line"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw CommandFailure.usage(configuration.problems().sorted().stream()
                    .map(Problem::message)
                    .collect(Collectors.joining("\n")));
        }
        Documents documents = profile.documents();
        List<Point> wanted = (source.startsWith("mqtt") ? documents.published() : documents.fetched())
                .stream()
                        .flatMap(document -> document.values().stream())
                        .map(value -> value.point())
                        .toList();
        try (Polymeter polymeter = Polymeter.start(plan)) {
            Readings readings = Readings.NONE;
            for (int look = 0; look < PATIENCE && !wanted.stream().allMatch(readings::has); look++) {
                Ticker.SYSTEM.sleep(LOOK);
                readings =
                        polymeter.meters().find("device").orElseThrow().state().readings();
            }
            if (wanted.stream().noneMatch(readings::has)) {
                throw CommandFailure.failed(polymeter.snapshot().links().stream()
                        .map(Snapshot.Link::reason)
                        .filter(reason -> !reason.isBlank())
                        .findFirst()
                        .orElse("nothing was received"));
            }
            return readings;
        }
    }

    /// The values as a table.
    static String table(Readings readings) {
        Table table = new Table("point", "value", "unit", "derived");
        for (Point point : Point.all()) {
            if (readings.has(point)) {
                table.row(
                        point.name(),
                        Texts.number(readings.value(point)),
                        point.unit().symbol(),
                        readings.derived(point) ? "yes" : "");
            }
        }
        return table.toString();
    }

    /// The same as one JSON document on a line.
    static String json(Profile profile, Readings readings) {
        List<Point> there = Point.all().stream().filter(readings::has).toList();
        return JsonText.of(new JsonObject()
                        .put("profile", profile.id())
                        .put(
                                "values",
                                there,
                                point -> new JsonObject()
                                        .put("point", point.name())
                                        .put("value", readings.value(point))
                                        .put("unit", point.unit().symbol())
                                        .put("derived", readings.derived(point)))
                        .build())
                + "\n";
    }
}
