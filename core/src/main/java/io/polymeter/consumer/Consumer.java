package io.polymeter.consumer;

import io.polymeter.config.yaml.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A device that reads meters: an inverter, a battery, a charger, an energy manager. Immutable.
///
/// @param id the name in configurations, e.g. `fronius-gen24`
/// @param title the name for people, e.g. `Fronius GEN24`
/// @param models those this was found to be so for
/// @param faces the meters it understands, the usual one first; never empty
/// @param regulates how it regulates, for whoever simulates it; null where nobody has modelled it
public record Consumer(
        String id,
        String title,
        String maker,
        List<String> models,
        List<ConsumerFace> faces,
        @Nullable Section regulates) {

    public Consumer {
        models = List.copyOf(models);
        faces = List.copyOf(faces);
    }

    /// The face that is offered first: the first that this version serves, else the first.
    public ConsumerFace usual() {
        return faces.stream().filter(ConsumerFace::served).findFirst().orElse(faces.getFirst());
    }
}
