package io.polymeter.fleet.site;

import io.polymeter.sparkplug.Payload;
import java.util.Locale;
import java.util.Optional;

/// A message of a site.
///
/// @param device a meter; empty where the node speaks of itself
/// @param received when the front received it, milliseconds since 1970 UTC by the front's clock
public record Arrival(Type type, String device, Payload payload, long received) {

    /// The message types of an edge node.
    public enum Type {
        NBIRTH,
        NDATA,
        NDEATH,
        DBIRTH,
        DDATA,
        DDEATH;

        /// Reads the word in a topic.
        public static Optional<Type> parse(String word) {
            for (Type type : values()) {
                if (type.name().equals(word)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }

        /// The word, small.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
