package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problems;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// To whom an output speaks. A record `NameSink` is the value of the key `name`; what others have to know of it is
/// asked here, so that nobody tells the kinds apart.
public interface SinkSettings {

    /// The key of a kind, e.g. `modbus`.
    static String kind(Class<? extends SinkSettings> type) {
        return Binder.kind(type, "sink");
    }

    /// The key of this kind, e.g. `modbus`.
    default String kind() {
        return kind(getClass());
    }

    /// Where the consumers are, or find it, as the page shows it: without secrets.
    List<String> places();

    /// The ports and serial lines it uses, so that nothing else is put there. A client of a server that takes any
    /// number of them names none.
    default List<EndpointUse> endpoints() {
        return List.of();
    }

    /// The Modbus endpoints where a consumer asks.
    default List<Endpoint> served() {
        return List.of();
    }

    /// True where a consumer asks and may be kept waiting for the next sample; false where it is told.
    default boolean isAsked() {
        return !served().isEmpty();
    }

    /// True where a consumer may be shown another power than was measured, on the user's demand.
    default boolean showsAidedPower() {
        return isAsked();
    }

    /// True if such an output shows exactly one meter.
    boolean showsOne();

    /// The unit id under which a consumer finds it, null where it has none.
    default @Nullable Integer unitId() {
        return null;
    }

    /// True if it shows the meter as a device with registers, which has a profile and a serial number.
    default boolean isDevice() {
        return false;
    }

    /// False where consumers do not hear of it by mDNS, and could.
    default boolean isAnnounced() {
        return true;
    }

    /// True if something of it is passed on to the meter as a write.
    default boolean writesToMeter() {
        return false;
    }

    /// The same with what its consumer needs where the file says nothing.
    ///
    /// @param given whether the file has this key of the sink, e.g. `unit`
    default SinkSettings with(ConsumerDefaults defaults, Predicate<String> given) {
        return this;
    }

    /// Checks what no single key shows.
    ///
    /// @param path of the output, e.g. `outputs.plc`
    /// @param settings the whole configuration
    default void check(String path, OutputSettings output, Settings settings, Problems problems) {}
}
