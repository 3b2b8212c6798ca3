package io.polymeter.runtime;

import io.polymeter.config.Settings;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import java.util.List;
import java.util.Map;

/// A configuration without errors, ready to run.
///
/// @param meters the meters by name
public record Plan(Settings settings, Map<String, PlannedMeter> meters, List<Protocol.Blueprint> blueprints) {
    public Plan {
        blueprints = List.copyOf(blueprints);
    }

    /// What each link will do, one line each.
    public List<String> describe() {
        return blueprints.stream()
                .flatMap(blueprint -> blueprint.describe().stream())
                .toList();
    }
}
