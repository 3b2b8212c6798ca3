package io.polymeter.consumer;

import io.polymeter.register.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One read of a consumer.
///
/// @param function 3 or 4
/// @param range what it reads, at most 125 registers
/// @param every how often; null: at the start, or now and then
/// @param refused true where it looks for another device, and exception 2 is the right answer
/// @param without how it is known that it goes on where this is refused; empty: it is not known
/// @param note for people; empty where there is none
public record ConsumerRead(
        int function, Range range, @Nullable Duration every, boolean refused, String without, String note) {}
