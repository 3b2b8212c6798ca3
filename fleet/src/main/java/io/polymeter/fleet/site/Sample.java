package io.polymeter.fleet.site;

import org.jspecify.annotations.Nullable;

/// What one message says of one meter at one instant, as far as quarter-hours need it.
///
/// @param at milliseconds since 1970 UTC
/// @param first the first instant it stands for, not after `at`
/// @param behind the instant behind the last it stands for, after `at`
/// @param power milliwatts, import positive; null where the message does not say
/// @param imported the import counter in milliwatt-hours, or null
/// @param exported the export counter in milliwatt-hours, or null
record Sample(
        long at,
        long first,
        long behind,
        @Nullable Long power,
        @Nullable Long imported,
        @Nullable Long exported) {

    @Nullable
    Reading imports() {
        return imported == null ? null : new Reading(at, imported);
    }

    @Nullable
    Reading exports() {
        return exported == null ? null : new Reading(at, exported);
    }
}
