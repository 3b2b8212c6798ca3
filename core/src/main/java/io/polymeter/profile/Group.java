package io.polymeter.profile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Registers or points that arrive together and age together.
///
/// @param name usually `live`, `energy` or `identity`
/// @param freshFor the age limit; null where the group never ages
/// @param every how often it is polled
/// @param pushed true where a device that pushes always pushes it: then it is not polled
public record Group(String name, @Nullable Duration freshFor, Duration every, boolean pushed) {}
