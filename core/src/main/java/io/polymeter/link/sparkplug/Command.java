package io.polymeter.link.sparkplug;

import org.jspecify.annotations.Nullable;

/// What a host wants.
sealed interface Command {

    /// All births again.
    record Rebirth() implements Command {}

    /// What was measured in a stretch of time again.
    ///
    /// @param meter null: of all of them
    record Again(TimeRange stretch, @Nullable String meter) implements Command {}

    /// A power limit.
    ///
    /// @param watts NaN: none any more
    /// @param until when it ends by itself, milliseconds since 1970 UTC
    record Limit(String meter, double watts, long until) implements Command {}

    /// Another configuration.
    ///
    /// @param hash SHA-256 of the text as the host has it, in hexadecimal
    record Configure(String text, String hash) implements Command {}

    /// Something that is not done.
    ///
    /// @param field what is wrong, e.g. the name of a metric
    /// @param reason in words
    record Refused(String field, String reason) implements Command {}
}
