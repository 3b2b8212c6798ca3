package io.polymeter.link.modbus;

import io.polymeter.config.ModbusSink;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.connect.ClientTerms;
import io.polymeter.link.modbus.poll.DeviceIdentity;
import io.polymeter.link.modbus.serve.AllowList;
import io.polymeter.modbus.DeviceObjects;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.point.Point;
import io.polymeter.profile.Profile;
import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.Mirror;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Translation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the Modbus part of a configuration comes to.
record ModbusPlan(
        List<Push> pushes,
        List<Poll> polls,
        List<Serve> serves,
        List<Master> masters,
        List<Proxy> proxies,
        @Nullable Duration statistics,
        Path state) {

    /// True if anything of it needs the certificate table.
    boolean secured() {
        return pushes.stream().anyMatch(push -> push.endpoint() instanceof Endpoint.Tls)
                || polls.stream().anyMatch(poll -> poll.client().endpoint() instanceof Endpoint.Tls)
                || proxies.stream().anyMatch(proxy -> proxy.endpoint() instanceof Endpoint.Tls)
                || masters.stream().anyMatch(master -> master.client().endpoint() instanceof Endpoint.Tls)
                || serves.stream()
                        .flatMap(serve -> serve.endpoints().stream())
                        .anyMatch(Endpoint.Tls.class::isInstance);
    }

    /// A device writes to us.
    record Push(
            String meter,
            Profile profile,
            Endpoint endpoint,
            Set<Integer> units,
            AllowList from,
            Duration quiet,
            SerialParameters line,
            @Nullable TlsSettings tls) {}

    /// We read a device.
    ///
    /// @param search where it may be, if the configuration does not say what it is; else null
    record Poll(
            String meter,
            Profile profile,
            int unit,
            @Nullable Duration every,
            ClientTerms client,
            DeviceIdentity.@Nullable Search search) {}

    /// We are read.
    ///
    /// @param writes true where what the profile marks writable is passed on to the meter
    /// @param simulated true where a played meter is shown: then the whole device is simulated, with its habits
    record Serve(
            String output,
            String meter,
            Shown shown,
            List<Endpoint> endpoints,
            int unit,
            SerialParameters line,
            AllowList allow,
            DeviceObjects identity,
            @Nullable TlsSettings tls,
            boolean writes,
            boolean simulated) {}

    /// How a meter is shown as registers.
    ///
    /// @param own true where the meter's registers pass through, false where its values are shown as another
    ///     device's
    /// @param names what that other device calls itself
    record Shown(Profile profile, boolean own, Map<Point, String> names, FreshnessPolicy policy) {

        RegisterView view() {
            return own ? new Mirror(policy) : new Translation(profile, names, policy);
        }
    }

    /// Many clients ask a device through us.
    ///
    /// @param poll how we reach it
    /// @param writes true where what the profile marks writable is passed on
    /// @param cache how old an answer may be that is given once more
    record Proxy(
            String output,
            Poll poll,
            Endpoint endpoint,
            SerialParameters line,
            AllowList allow,
            @Nullable TlsSettings tls,
            boolean writes,
            Duration cache) {}

    /// We write to a slave.
    ///
    /// @param slave counts the slaves of an output from 1
    record Master(
            String output, int slave, String meter, Shown shown, int unit, ModbusSink sending, ClientTerms client) {}
}
