package io.polymeter.link;

import io.polymeter.config.SettingsKinds;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.point.Point;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One way to speak to devices and consumers: Modbus, MQTT, D-Bus …. The program names all of them in one list;
/// nothing else knows them.
public interface Protocol {

    /// The kinds of sources whose links this makes.
    default List<Class<? extends SourceSettings>> sources() {
        return List.of();
    }

    /// The kinds of sinks whose links this makes.
    default List<Class<? extends SinkSettings>> sinks() {
        return List.of();
    }

    /// The kinds of all these protocols, in their order: what a configuration may have.
    static SettingsKinds kinds(List<Protocol> protocols) {
        return new SettingsKinds(
                protocols.stream()
                        .<Class<? extends SourceSettings>>flatMap(protocol -> protocol.sources().stream())
                        .toList(),
                protocols.stream()
                        .<Class<? extends SinkSettings>>flatMap(protocol -> protocol.sinks().stream())
                        .toList());
    }

    /// The points that a source of this kind can give; empty where nobody knows before the device was asked.
    ///
    /// @param parts gives the same for another meter
    default Optional<Set<Point>> points(PlannedMeter meter, Function<String, Optional<Set<Point>>> parts) {
        return Optional.empty();
    }

    /// Checks everything of its kind in a configuration, and plans its links. Opens nothing: the same is done to
    /// check a file and to run it.
    Blueprint plan(Planning planning);

    /// What links to make. Made again for each configuration.
    interface Blueprint {

        /// What each link will do, one line each, e.g. `grid.poll polls tcp://192.168.178.100:502 unit 1`.
        List<String> describe();

        /// Makes the links. Of links that run already and whose settings did not change the same objects are given
        /// back; what runs and is not given back is stopped by the caller.
        ProtocolLinks build(Site site);
    }
}
