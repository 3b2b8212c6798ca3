package io.polymeter.app.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is history of.
///
/// @param series all that were ever kept, some of them perhaps long ago
/// @param since the oldest interval of each resolution that is kept; null where there is none
public record Available(List<Series> series, Map<Resolution, @Nullable Instant> since) {}
