package io.polymeter.config;

import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.config.yaml.YamlName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Modbus device that writes to us, is read by us, or both. At least one of `push` and `poll` is given.
@YamlName("modbus")
@Key(doc = "A Modbus device that writes to us, is read by us, or both.")
public record ModbusSource(
        @Key(doc = "Where the device writes to us (FC06, FC16, FC23).", example = "tcp://0.0.0.0:5020") @Nullable
        Endpoint push,

        @Key(
                doc = "Who may write: addresses, networks, host names, or `any`.",
                absent = "the poll host",
                example = "[192.168.178.100]")
        List<AddressRange> from,

        @Key(doc = "Where we read what is not pushed, or everything.", example = "tcp://192.168.178.100:502") @Nullable
        Endpoint poll,

        @ValueRange(min = 0, max = 255) @Key(doc = "The device's unit id; 1 to 247 on a serial line.", fallback = "1")
        int unit,

        @Key(
                doc = "How often the group `live` is read; other groups keep the profile's intervals.",
                absent = "the profile's",
                example = "1s")
        @Nullable
        Duration every,

        @Key(doc = "How long to wait for a reply at most; follows the measured latency below that.", fallback = "1s")
        Duration timeout,

        @Key(doc = "Pause between two requests.", absent = "the profile's", example = "10ms") @Nullable
        Duration pause,

        @Key(doc = "Pause between connecting and the first request.", fallback = "0s")
        Duration connectDelay,

        @Key(doc = "Line settings of an rtu endpoint.", absent = "the profile's") @Nullable
        SerialSettings serial,

        @Key(doc = "Certificates of a tls endpoint.") @Nullable
        TlsSettings tls)
        implements SourceSettings {}
