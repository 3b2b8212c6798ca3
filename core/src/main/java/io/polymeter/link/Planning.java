package io.polymeter.link;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.yaml.Problems;
import io.polymeter.profile.Profile;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A configuration while it is turned into links.
///
/// @param meters the meters that are known so far, with their register maps
/// @param profiles the register maps that outputs name, by output; without those of mirrors
/// @param problems where what is wrong is told
public record Planning(
        Settings settings, Map<String, PlannedMeter> meters, Map<String, Profile> profiles, Problems problems) {

    public Planning {
        meters = Map.copyOf(meters);
        profiles = Map.copyOf(profiles);
    }

    /// A meter to be.
    ///
    /// @param profile its register map, null for a source without registers
    public record PlannedMeter(
            String name, MeterSettings settings, @Nullable Profile profile) {}
}
