package io.polymeter.profile;

import io.polymeter.config.Role;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a device beside its registers. Immutable.
///
/// @param maker who makes it, empty where nobody is named
/// @param role what it measures, null where that depends on where it is installed
/// @param confidence how well founded its table is, null where nobody judged
/// @param sources the documents that the table was made from
/// @param readers what is known to read it, and how
/// @param parts the ids of further profiles of the same device, at the same endpoint and unit
/// @param holes registers inside its map that carry nothing
/// @param note what a person should know before it is connected; empty where there is nothing
/// @param absentAssumed whether its words for "no value" are assumed, for want of the maker's
public record DeviceDescription(
        String maker,
        @Nullable Role role,
        @Nullable Confidence confidence,
        List<String> sources,
        List<Reader> readers,
        List<String> parts,
        List<Hole> holes,
        String note,
        boolean absentAssumed) {

    /// Nothing is known.
    public static final DeviceDescription NOTHING =
            new DeviceDescription("", null, null, List.of(), List.of(), List.of(), List.of(), "", false);

    public DeviceDescription {
        sources = List.copyOf(sources);
        readers = List.copyOf(readers);
        parts = List.copyOf(parts);
        holes = List.copyOf(holes);
    }

    /// The same of another role.
    public DeviceDescription as(@Nullable Role other) {
        return new DeviceDescription(maker, other, confidence, sources, readers, parts, holes, note, absentAssumed);
    }

    /// How well founded a table is.
    public enum Confidence {
        /// Two sources that do not depend on each other agree.
        TWO_SOURCES,
        /// One source says so.
        ONE_SOURCE
    }

    /// Registers that the device answers although they carry nothing.
    ///
    /// @param range where; what a span has of it is none of it
    /// @param word what each of them holds
    /// @param source who saw it
    public record Hole(Range range, int word, String source) {}

    /// A read that a known consumer sends.
    ///
    /// @param name of the consumer
    /// @param function 3 or 4
    /// @param at the first register, zero-based
    /// @param count how many
    /// @param every how often; null: once, or unknown
    /// @param source who saw it
    public record Reader(
            String name,
            int function,
            int at,
            int count,
            @Nullable Duration every,
            String source) {}
}
