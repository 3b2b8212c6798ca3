package io.polymeter.link.modbus.serve;

import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How old a meter's values may be, by group: what the user says, else its profile, else the general limits.
final class Limits {

    private static final Map<String, Duration> GENERAL =
            Map.of("live", Duration.ofSeconds(15), "energy", Duration.ofMinutes(5));

    private Limits() {}

    static Map<String, Duration> of(PlannedMeter meter) {
        Map<String, Duration> limits = new HashMap<>(GENERAL);
        Profile profile = meter.profile();
        if (profile != null) {
            for (Group group : profile.groups()) {
                Duration limit = group.freshFor();
                if (limit != null) {
                    limits.put(group.name(), limit);
                }
            }
        }
        limits.putAll(meter.settings().freshFor());
        return limits;
    }
}
