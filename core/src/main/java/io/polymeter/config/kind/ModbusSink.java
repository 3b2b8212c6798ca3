package io.polymeter.config.kind;

import io.polymeter.config.Cadence;
import io.polymeter.config.ConsumerDefaults;
import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SerialSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.ValueRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Modbus device that we are. Exactly one of `serve`, `push` and `proxy` is given.
@Key(doc = "Emulates a Modbus device.")
public record ModbusSink(
        @ValueRange(min = 1, max = 32)
        @Key(
                doc =
                        "Endpoints to serve, one or a list: tcp://, tls://, udp://, rtu:// or rtu+tcp://; one endpoint may"
                                + " serve many unit ids.",
                absent = "none",
                example = "tcp://0.0.0.0:502")
        List<Endpoint> serve,

        @ValueRange(min = 1, max = 10)
        @Key(doc = "Servers to write to, at most 10.", absent = "none", example = "[tcp://plc.local:502]")
        List<Endpoint> push,

        @Key(doc = "Endpoint through which many clients share the device's connection.", example = "tcp://0.0.0.0:1502")
        @Nullable
        Endpoint proxy,

        @Key(
                doc = "How long a proxy may repeat a reply to identical requests; 0s: never.",
                fallback = "0s",
                example = "500ms")
        Duration cache,

        @ValueRange(min = 0, max = 64)
        @Key(
                doc = "Further function codes that a proxy passes unchanged, 1 to 127; reading ones pass anyway.",
                absent = "none",
                example = "[0x41]")
        List<Integer> proxyFunctions,

        @Key(
                doc =
                        "How long a proxy on a serial line waits for the device, within the time in which the line's master"
                                + " asks again.",
                absent = "the meter's `timeout`, or 1s",
                example = "800ms")
        @Nullable
        Duration replyWithin,

        @ValueRange(min = 0, max = 255)
        @Key(doc = "Unit id to serve, or of the servers written to; 1 to 247 on a serial line.", fallback = "1")
        int unit,

        @Key(
                doc = "Clients that may read: addresses, networks, host names, or `any`.",
                absent = "any client",
                example = "[192.168.1.0/24]")
        List<AddressRange> allow,

        @Key(doc = "Whether clients may write the registers the profile marks writable.", fallback = "none")
        Writes writes,

        @Key(doc = "What is written to the servers of `push`.")
        Send send,

        @Key(
                doc = "Whether a device that is looked for by mDNS is announced where it is served over udp://.",
                fallback = "true")
        boolean announce,

        @Key(doc = "Write with every measuring cycle, or at this interval.", fallback = "cycle")
        Cadence every,

        @Key(doc = "Latest value, or mean over the interval.", fallback = "current")
        Value value,

        @Key(doc = "Serial parameters of an rtu endpoint.", absent = "the profile's") @Nullable
        SerialSettings serial,

        @Key(doc = "TLS credentials of a tls endpoint.") @Nullable
        TlsSettings tls)
        implements SinkSettings {

    @Override
    public SinkSettings with(ConsumerDefaults defaults, Predicate<String> given) {
        boolean nowhere = serve.isEmpty() && push.isEmpty() && proxy == null && defaults.serve() != null;
        boolean line = serve.stream().anyMatch(Endpoint.Rtu.class::isInstance);
        return new ModbusSink(
                nowhere ? List.of(Objects.requireNonNull(defaults.serve())) : serve,
                push,
                proxy,
                cache,
                proxyFunctions,
                replyWithin,
                given.test("unit") || defaults.unit() == null ? unit : defaults.unit(),
                allow,
                writes,
                send,
                announce,
                every,
                value,
                line && defaults.line() != null ? defaults.line().under(serial) : serial,
                tls);
    }

    @Override
    public List<String> places() {
        return Stream.of(serve.stream(), push.stream(), Stream.ofNullable(proxy))
                .flatMap(endpoints -> endpoints)
                .map(Endpoint::toString)
                .toList();
    }

    @Override
    public List<EndpointUse> endpoints() {
        List<EndpointUse> uses = new ArrayList<>();
        for (int i = 0; i < serve.size(); i++) {
            uses.add(EndpointUse.server(serve.get(i), "modbus.serve[" + i + "]"));
        }
        for (int i = 0; i < push.size(); i++) {
            uses.add(EndpointUse.client(push.get(i), "modbus.push[" + i + "]"));
        }
        if (proxy != null) {
            uses.add(EndpointUse.proxy(proxy, "modbus.proxy"));
        }
        return uses;
    }

    @Override
    public List<Endpoint> served() {
        return serve;
    }

    @Override
    public boolean isAnnounced() {
        return announce;
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public boolean isDevice() {
        return true;
    }

    @Override
    public Integer unitId() {
        return unit;
    }

    @Override
    public boolean writesToMeter() {
        return writes == Writes.PROFILE;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        ModbusSinkChecks checks = new ModbusSinkChecks(this, problems);
        checks.check(path, output, settings.meterOf(output));
        checks.units(output, settings);
    }

    /// Whether clients may write.
    public enum Writes {
        NONE,
        PROFILE
    }

    /// What is written in each cycle.
    public enum Value {
        CURRENT,
        MEAN
    }

    /// The blocks written to slaves.
    public record Send(
            @Key(doc = "Instantaneous values: totals, per phase, or none.", fallback = "phases")
            Part power,

            @Key(doc = "Energy counters: totals, per phase, or none.", fallback = "total")
            Part energy) {}

    /// How much of a block is written.
    public enum Part {
        TOTAL,
        PHASES,
        NONE
    }
}
