package io.polymeter.app.api;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.link.Health;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How everything is at one moment.
record ApiSnapshot(Snapshot snapshot, Moment moment) {

    /// When.
    ///
    /// @param wall the time of day
    /// @param up how long the program runs, in milliseconds
    record Moment(Instant wall, long up) {}

    /// The configuration that runs.
    Plan plan() {
        return snapshot.plan();
    }

    Optional<Snapshot.Meter> meter(String name) {
        return snapshot.meters().stream()
                .filter(meter -> meter.name().equals(name))
                .findFirst();
    }

    Optional<Snapshot.Output> output(String name) {
        return snapshot.outputs().stream()
                .filter(output -> output.name().equals(name))
                .findFirst();
    }

    MeterSettings settings(Snapshot.Meter meter) {
        return Objects.requireNonNull(plan().settings().meters().get(meter.name()));
    }

    /// The links that bring a meter's values.
    List<Snapshot.Link> linksOf(Snapshot.Meter meter) {
        return snapshot.links().stream()
                .filter(link -> link.name().equals(meter.name())
                        || link.name().startsWith(meter.name() + ".")
                                && !link.name().matches(".*\\.push[0-9]+"))
                .toList();
    }

    /// The links that show an output: its endpoints and its own.
    List<Snapshot.Link> linksOf(String name, OutputSettings output) {
        List<String> endpoints = Objects.requireNonNull(output.sink()).places();
        return snapshot.links().stream()
                .filter(link -> endpoints.contains(link.name())
                        || link.name().matches("\\Q" + name + "\\E\\.push[0-9]+")
                        || link.name().equals("outputs." + name)
                        || link.name().startsWith("outputs." + name + ".")
                        || !plan().settings().meters().containsKey(name)
                                && (link.name().equals(name) || link.name().startsWith(name + ".")))
                .toList();
    }

    /// The link that is worst off.
    static Optional<Snapshot.Link> worst(List<Snapshot.Link> links) {
        return links.stream().max(Comparator.comparingInt(link -> rank(link.state())));
    }

    private static int rank(Health.State state) {
        return switch (state) {
            case UP -> 0;
            case STOPPED -> 1;
            case STARTING -> 2;
            case WAITING -> 3;
            case DOWN -> 4;
        };
    }

    /// Whether a meter shows this link's state as its own, because it is the worst of its links.
    boolean isWorstOfAMeter(Snapshot.Link link) {
        return snapshot().meters().stream()
                .anyMatch(meter -> worst(linksOf(meter)).filter(link::equals).isPresent());
    }
}
