package io.polymeter.link.modbus;

import io.polymeter.config.Endpoint;
import io.polymeter.modbus.DeviceObjects;
import io.polymeter.modbus.transport.SerialParameters;
import io.polymeter.profile.Profile;
import io.polymeter.view.FreshnessPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the Modbus part of a configuration comes to.
record Plans(List<Push> pushes, List<Poll> polls, List<Serve> serves, @Nullable Duration statistics) {

    /// A device writes to us.
    record Push(
            String meter, Profile profile, Endpoint endpoint, Set<Integer> units, Senders from, Duration quiet, SerialParameters line) {}

    /// We read a device.
    record Poll(String meter, Profile profile, int unit, @Nullable Duration every, ClientTerms client) {}

    /// We are read.
    record Serve(
            String output,
            String meter,
            Profile profile,
            List<Endpoint> endpoints,
            int unit,
            SerialParameters line,
            Senders allow,
            FreshnessPolicy policy,
            DeviceObjects identity) {}
}
