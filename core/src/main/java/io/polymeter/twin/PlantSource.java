package io.polymeter.twin;

import io.polymeter.config.SourceSettings;
import java.util.List;
import java.util.Set;

/// Stands for every source of a twin: the simulated house writes into the meters.
record PlantSource() implements SourceSettings {

    @Override
    public List<String> places() {
        return List.of();
    }

    @Override
    public String connection() {
        return "simulated";
    }

    @Override
    public Set<String> namedPoints() {
        return Set.of();
    }

    @Override
    public ProfileUse profileUse() {
        return ProfileUse.OPTIONAL;
    }
}
