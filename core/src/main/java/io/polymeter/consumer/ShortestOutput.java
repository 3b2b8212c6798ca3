package io.polymeter.consumer;

import io.polymeter.config.net.Endpoint;
import org.jspecify.annotations.Nullable;

/// The shortest configuration that serves a consumer from a meter named `grid`.
public final class ShortestOutput {

    private ShortestOutput() {}

    /// As YAML, five lines where the face needs no more.
    ///
    /// @return null where this version does not serve it
    public static @Nullable String of(Consumer consumer, ConsumerFace face) {
        if (face.configuration() != null) {
            return face.configuration();
        }
        if (!face.served()) {
            return null;
        }
        String model = consumer.id().substring(consumer.id().indexOf('-') + 1);
        String name = Character.isDigit(model.charAt(0)) ? consumer.id() : model;
        Endpoint endpoint = face.endpoint(face.interfaces().getFirst());
        boolean usual = consumer.faces().stream()
                .filter(other -> other.served()
                        && other.sinkKey().equals(face.sinkKey())
                        && (endpoint == null || other.reads(endpoint)))
                .findFirst()
                .orElse(face)
                .equals(face);
        return "outputs:\n  " + name + ":\n    meter: grid\n    consumer: " + consumer.id() + "\n"
                + (usual || face.isKind() ? "" : "    profile: " + face.expects() + "\n") + "    " + sink(face) + "\n";
    }

    /// The sink alone, e.g. `modbus: { serve: tcp://0.0.0.0:502 }`.
    static String sink(ConsumerFace face) {
        if (face.sink() != null) {
            return face.sinkKey() + ": " + face.sink();
        }
        Endpoint endpoint = face.endpoint(face.interfaces().getFirst());
        return face.sinkKey() + ": {" + (endpoint == null ? "" : " serve: " + endpoint + " ") + "}";
    }
}
