package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import org.jspecify.annotations.Nullable;

/// What a consumer needs of the sink that serves it; what is null it does not care for, or nobody knows.
///
/// @param serve where it asks, e.g. `tcp://0.0.0.0:502`; null where only the user knows, as with a serial line
/// @param unit the unit id it asks
/// @param line the parameters of its serial line
public record ConsumerDefaults(
        @Nullable Endpoint serve,
        @Nullable Integer unit,
        @Nullable SerialSettings line) {}
