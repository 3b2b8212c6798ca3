package io.polymeter.consumer;

import io.polymeter.config.ConsumerDefaults;
import io.polymeter.config.net.Endpoint;
import io.polymeter.profile.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A meter that a consumer understands, and how it reads it. Immutable.
///
/// @param expects the id of a profile, or the key of a sink
/// @param sinkKey the key of the sink that serves it: the expected kind itself, else `modbus`, which shows
///     profiles
/// @param interfaces how it reads, the usual way first; never empty
/// @param port the port it asks, 1 to 65535; null where it has none or any does
/// @param mdns true where it finds the meter by mDNS, and in no other way
/// @param unit the unit id it asks first; null where there is none or any does
/// @param units all unit ids it may be told to ask
/// @param lines the serial lines it may have, e.g. `9600-8N1`, the usual one first
/// @param cadence how often it asks for power; null where that is not known
/// @param reads what it reads in Modbus; empty where that is not known
/// @param checks what it looks at before it takes a meter for its own; null where that is not known
/// @param whenLost what it does without values; null where that is not known
/// @param replyWithin a reply later than this is none to it; null where that is not known
/// @param noValue what it takes for "no value"; null where that is not known
/// @param menu what is to be set on its side
/// @param identity what the emulated device calls itself to please it
/// @param identityRegisters constants of the emulated device that it expects otherwise, by address
/// @param sink what stands behind the sink's key in the shortest configuration; null: the endpoint
/// @param configuration what serves it where that is no output; null: an output does
/// @param sources where that is known from
public record ConsumerFace(
        String expects,
        String sinkKey,
        List<Interface> interfaces,
        @Nullable Integer port,
        boolean mdns,
        @Nullable Integer unit,
        List<Integer> units,
        List<String> lines,
        @Nullable Duration cadence,
        List<ConsumerRead> reads,
        @Nullable String checks,
        @Nullable String whenLost,
        @Nullable Duration replyWithin,
        @Nullable NoValue noValue,
        List<String> menu,
        Map<String, String> identity,
        Map<String, Long> identityRegisters,
        @Nullable String sink,
        @Nullable String configuration,
        List<String> sources,
        Confidence confidence,
        @Nullable String note) {

    public ConsumerFace {
        interfaces = List.copyOf(interfaces);
        units = List.copyOf(units);
        lines = List.copyOf(lines);
        reads = List.copyOf(reads);
        menu = List.copyOf(menu);
        identity = Map.copyOf(identity);
        identityRegisters = Map.copyOf(identityRegisters);
        sources = List.copyOf(sources);
    }

    /// The ways a consumer reads.
    public enum Interface {
        /// Modbus TCP.
        TCP,
        /// Modbus RTU on a serial line.
        RTU,
        UDP,
        HTTP,
        DBUS,
        MQTT,
        /// A serial line on which no Modbus is spoken.
        SERIAL,
        /// The maker's servers.
        CLOUD
    }

    /// How well founded something is.
    public enum Confidence {
        /// Two sources that do not depend on each other say so.
        TWO_SOURCES,
        /// One does.
        ONE_SOURCE
    }

    /// What a consumer takes for "no value".
    ///
    /// @param word what becomes of the device's own word for it
    public record NoValue(String is, Word word, String source) {}

    /// What a consumer makes of a device's own word for "no value".
    public enum Word {
        /// It knows it.
        UNDERSTOOD,
        /// It looks at no register that may hold it.
        UNREAD,
        /// It takes it for a value.
        TAKEN
    }

    /// True where this version has what is expected, and speaks there. Derived from the profiles, kinds of sinks
    /// and endpoints that there are.
    public boolean served() {
        return isKind() || Catalog.builtIn().ids().contains(expects) && endpoint(interfaces.getFirst()) != null;
    }

    /// What a sink gets where the file says nothing.
    ConsumerDefaults defaults() {
        boolean tcp = interfaces.getFirst() != Interface.RTU;
        return new ConsumerDefaults(
                tcp ? endpoint(interfaces.getFirst()) : null,
                unit,
                lines.isEmpty() ? null : LineText.parse(lines.getFirst()).settings());
    }

    /// Whether it can read at such an endpoint.
    boolean reads(Endpoint endpoint) {
        return interfaces.contains(of(endpoint));
    }

    /// How an endpoint is read.
    static Interface of(Endpoint endpoint) {
        // A serial device server stands for the line behind it.
        if (endpoint.isSerial()) {
            return Interface.RTU;
        }
        return endpoint instanceof Endpoint.Udp ? Interface.UDP : Interface.TCP;
    }

    /// Where it asks by an interface of Modbus, null where this version has no such endpoint.
    @Nullable
    Endpoint endpoint(Interface way) {
        String text = switch (way) {
            case RTU -> "rtu:///dev/ttyUSB0";
            case TCP, UDP -> way.name().toLowerCase(Locale.ROOT) + "://0.0.0.0:" + (port == null ? 502 : port);
            case HTTP, DBUS, MQTT, SERIAL, CLOUD -> "";
        };
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    /// True where a kind of output is expected, not a profile.
    boolean isKind() {
        return sinkKey.equals(expects);
    }
}
