package io.polymeter.link.modbus.poll;

import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.link.modbus.connect.ClientTerms;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.link.modbus.serve.PushSource;
import io.polymeter.link.modbus.serve.WrittenDevice;
import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import io.polymeter.sunspec.DeclaredChain;
import io.polymeter.sunspec.DeviceChoice;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// We read a device.
///
/// @param profile the meter's register map as configured
/// @param client the connection
/// @param search where the device may be, if the configuration does not say what it is; else null
public record PollSourcePlan(
        PlannedMeter meter,
        ModbusSource source,
        Profile profile,
        ClientTerms client,
        DeviceIdentity.@Nullable Search search) {

    /// Plans what a meter has of it; null where it has nothing, or something is wrong.
    public static @Nullable PollSourcePlan of(PlannedMeter meter, ModbusSource source, ModbusPlanning planning) {
        Endpoint endpoint = source.poll();
        String path = "meters." + meter.name() + ".modbus.poll";
        Profile profile = meter.profile();
        if (endpoint == null || !planning.usable(endpoint, source.tls(), path) || profile == null) {
            return null;
        }
        Duration pause = source.pause();
        ClientTerms client = new ClientTerms(
                endpoint,
                ModbusPlanning.line(source.serial(), profile),
                source.timeout(),
                pause == null ? profile.wire().pause() : pause,
                source.connectDelay(),
                source.tls());
        planning.sharing().line(endpoint, client.line(), path);
        DeviceIdentity.Search search =
                ModbusPlanning.isAuto(meter) ? search(source, endpoint, planning.isUnitGiven(meter)) : null;
        if (source.device() != null && !isChain(profile)) {
            planning.problems()
                    .error(
                            "meters." + meter.name() + ".modbus.device",
                            Message.of(
                                    "no-sunspec-chain-would",
                                    "{profile} has no SunSpec chain, of which it would be a device",
                                    profile.id()));
        }
        return new PollSourcePlan(meter, source, profile, client, search);
    }

    /// True where the device's SunSpec chain says which registers it has.
    public boolean isChain() {
        return search != null || isChain(profile);
    }

    private static boolean isChain(Profile profile) {
        return profile.sunspec() != null || DeclaredChain.of(profile) != null;
    }

    private @Nullable DeviceChoice device() {
        String device = source.device();
        return device == null ? null : new DeviceChoice(device.strip());
    }

    /// Where a device may be of which the configuration does not say what it is.
    private static DeviceIdentity.Search search(ModbusSource source, Endpoint endpoint, boolean unitGiven) {
        return new DeviceIdentity.Search(
                unitGiven
                        ? List.of(source.unit())
                        : DeviceIdentity.Search.USUAL.stream()
                                .filter(unit -> !endpoint.isSerial() || unit <= 247)
                                .toList());
    }

    public String describe() {
        String what = "meter " + meter.name() + " is read from " + client.endpoint() + ", ";
        if (search != null) {
            return what + search.words();
        }
        ReadPlan plan = ReadPlan.of(
                profile,
                span -> source.push() == null || !span.group().pushed(),
                source.maxRead() == null ? ReadPlan.MAX_REGISTERS : source.maxRead());
        String ranges = plan.batches().stream()
                .map(batch -> batch.group().name() + " "
                        + batch.asks().stream()
                                .map(ask -> ask.range().toString())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return what + "unit " + source.unit() + " (" + profile.id() + "): " + ranges;
    }

    /// Adds the link that polls the device.
    ///
    /// @return what is known of the device; one object while the link runs
    /// @param push where the device also writes to us; else null
    public WrittenDevice build(ModbusSite site, @Nullable PushSource push) {
        PollSource.Terms terms = new PollSource.Terms(
                meter.name() + ".poll",
                client.endpoint().toString(),
                source.unit(),
                site.meter(meter.name()),
                profile,
                source.every(),
                source.maxRead() == null ? ReadPlan.MAX_REGISTERS : source.maxRead(),
                push,
                search,
                device());
        SharedClient shared = site.client(client);
        ClientOpener patient = site.credentials().patient(client.endpoint(), shared);
        return site.link(
                terms.name(), List.of(terms, shared), PollSource.class, _ -> new PollSource(terms, patient, shared));
    }
}
