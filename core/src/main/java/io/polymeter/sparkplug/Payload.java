package io.polymeter.sparkplug;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is in a Sparkplug B message.
///
/// @param timestamp when it was sent, milliseconds since 1970 UTC, null where it does not say
/// @param seq 0 to 255, null where it has none: in commands and in the death of a node
public record Payload(@Nullable Long timestamp, @Nullable Integer seq, List<Metric> metrics) {

    /// The longest message that is read, in bytes.
    public static final int MAX_BYTES = 1 << 20;
    /// The most metrics a message may have.
    public static final int MAX_METRICS = 16_384;
    /// The most properties a metric may have.
    public static final int MAX_PROPERTIES = 64;

    /// @throws IllegalArgumentException where a number is out of range, or there is too much
    public Payload {
        metrics = List.copyOf(metrics);
        if (timestamp != null && timestamp < 0) {
            throw new IllegalArgumentException("timestamp: before 1970");
        }
        if (seq != null && (seq < 0 || seq > 255)) {
            throw new IllegalArgumentException("seq: " + seq + " is not from 0 to 255");
        }
        if (metrics.size() > MAX_METRICS) {
            throw new IllegalArgumentException("metrics: more than " + MAX_METRICS);
        }
    }

    /// The bytes of this message.
    ///
    /// @throws IllegalArgumentException where it holds a value that could not be read
    public byte[] encode() {
        return PayloadEncoder.encode(this);
    }

    /// Reads a message.
    ///
    /// @throws MalformedPayloadException where the bytes are none, or more than is taken
    public static Payload decode(byte[] bytes) throws MalformedPayloadException {
        return PayloadDecoder.decode(bytes);
    }
}
