package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.OneOf;
import io.polymeter.config.yaml.Shorthand;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A named thing that is measured.
///
/// @param freshFor age limits by group; absent groups keep the profile's or the general limit
public record MeterSettings(
        @Key(
                doc = "The device's profile: a name from `polymeter profiles`, a profile file, or `auto`, which"
                        + " walks the SunSpec chain and then probes known meters. For modbus, http and mqtt sources.",
                example = "kostal-ksem")
        @Nullable
        String profile,

        @OneOf("source") SourceSettings source,

        @Key(doc = "Phase of a single-phase source.", example = "L1") @Nullable
        LinePhase phase,

        @Shorthand("live")
        @Key(
                doc = "Age limit: one for the group `live`, or one per group, e.g." + " `{ live: 2s, energy: 5m }`.",
                absent = "the profile's, otherwise `live` 15s, `energy` 5m",
                example = "2s")
        Map<String, Duration> freshFor,

        @Key(doc = "How far apart the summands of a `sum` may be in time.", absent = "2s", example = "2s") @Nullable
        Duration maxSkew,

        @Key(
                doc = "What it measures: the sign of its power, and the counter that goes with it.",
                absent = "what the profile or the device's SunSpec model says",
                example = "producer")
        @Nullable
        Role role,

        @Key(
                doc = "The connection's fuse, three phases: no energy counter grows faster. A larger one is believed"
                        + " after a second reading.",
                absent = "63A",
                example = "63A")
        @Nullable
        Current ratedCurrent,

        @Key(
                doc = "What is wrong with the meter's wiring or settings, and is put right here. Its own registers"
                        + " cannot be shown then.",
                absent = "nothing",
                example = "{ sign: -1 }")
        @Nullable
        Correction correct) {

    /// The profile that is neither a device nor a file: find out.
    public static final String AUTO = "auto";

    /// The role, whether it was given with the meter or follows from its source; null: the device may know.
    public @Nullable Role effectiveRole() {
        return role != null ? role : source.role();
    }

    /// The phase, whether it was given with the meter or with its source; null: none.
    public @Nullable LinePhase effectivePhase() {
        return phase != null ? phase : source.phase();
    }
}
