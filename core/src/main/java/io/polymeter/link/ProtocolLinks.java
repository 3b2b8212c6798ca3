package io.polymeter.link;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The links of one protocol, and the outputs they carry.
public record ProtocolLinks(List<Part> parts, List<Output> outputs) {
    public ProtocolLinks {
        parts = List.copyOf(parts);
        outputs = List.copyOf(outputs);
    }

    /// A link and where it tells how it is.
    public record Part(Link link, Health health) {}

    /// An output and what it was asked.
    ///
    /// @param where its consumers find it, e.g. `tcp://0.0.0.0:502 unit 1`
    /// @param statistics gives the figures at a moment of the monotonic clock
    /// @param face its registers, null where it has none
    public record Output(
            String name,
            String meter,
            String profile,
            String where,
            LongFunction<OutputStatistics> statistics,
            @Nullable ServedRegisters face) {

        /// An output without registers.
        public Output(
                String name, String meter, String profile, String where, LongFunction<OutputStatistics> statistics) {
            this(name, meter, profile, where, statistics, null);
        }
    }
}
