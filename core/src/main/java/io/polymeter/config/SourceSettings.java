package io.polymeter.config;

import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a meter's values come from. A record `NameSource` is the value of the key `name`; what others have to know
/// of it is asked here, so that nobody tells the kinds apart.
public interface SourceSettings {

    /// Whether a meter has a `profile` with such a source.
    enum ProfileUse {
        REQUIRED,
        OPTIONAL,
        NONE
    }

    /// The key of a kind, e.g. `modbus`.
    static String kind(Class<? extends SourceSettings> type) {
        return Binder.kind(type, "source");
    }

    /// The key of this kind, e.g. `modbus`.
    default String kind() {
        return kind(getClass());
    }

    /// Where the values come from, as the page shows it: without secrets.
    List<String> places();

    /// The connection in words, e.g. `openHAB 192.168.1.30:8080`: without secrets.
    String connection();

    /// The ports and serial lines it uses, so that nothing else is put there. A client of a server that takes any
    /// number of them names none.
    default List<EndpointUse> endpoints() {
        return List.of();
    }

    /// Where a device is asked over a network; null where nobody is.
    default @Nullable DeviceAddress deviceAddress() {
        for (EndpointUse use : endpoints()) {
            if (use.place() instanceof EndpointUse.Place.Remote(HostPort(String host, int port))) {
                String scheme = use.text().substring(0, use.text().indexOf("://") + 3);
                return new DeviceAddress(host, port, use.key(), scheme, "");
            }
        }
        return null;
    }

    /// The points that the settings name; null where the device, or other meters, decide what there is.
    default @Nullable Set<String> namedPoints() {
        return null;
    }

    /// The phase that the settings name beside that of the meter.
    default @Nullable LinePhase phase() {
        return null;
    }

    /// What such a source measures; null where that depends.
    default @Nullable Role role() {
        return null;
    }

    /// True where the values are computed from other meters of the configuration.
    default boolean isComputed() {
        return false;
    }

    /// The meters that the values are computed from, in the order of the configuration.
    default List<String> parts() {
        return List.of();
    }

    /// How often the settings want values; null where they do not say.
    default @Nullable Duration every() {
        return null;
    }

    default ProfileUse profileUse() {
        return ProfileUse.NONE;
    }

    /// How a device is reached whose profile goes with such a source: `modbus`, `http` or `mqtt`; null where any
    /// profile does.
    default @Nullable String profileInterface() {
        return null;
    }

    /// True if the device can be asked what it is, as `profile: auto` wants it.
    default boolean canBeAsked() {
        return false;
    }

    /// Checks what no single key shows.
    ///
    /// @param path of the meter, e.g. `meters.grid`
    default void check(String path, MeterSettings meter, Problems problems) {}
}
