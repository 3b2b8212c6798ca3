package io.polymeter.app.cli;

import io.polymeter.link.modbus.poll.DeviceProbe;
import io.polymeter.link.modbus.poll.IdentifiedDevice;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The device that is read, as far as it is known: its chain is walked when it is first needed.
final class ReadSubject {

    private final Profile named;
    private final DeviceProbe survey;
    private @Nullable Profile known;

    /// @param named as the command line says, or the one that is found out
    ReadSubject(Profile named, DeviceProbe survey) {
        this.named = named;
        this.survey = survey;
    }

    /// The registers it has.
    ///
    /// @throws Failure if it shall be found out, and nothing fits
    Profile profile() throws IOException, InterruptedException {
        Profile profile = known;
        if (profile == null) {
            profile = named.equals(Catalog.builtIn().auto()) ? identified() : asNamed();
            known = profile;
        }
        return profile;
    }

    /// After a lost reply the device may be another, or have other firmware.
    void forget() {
        known = null;
    }

    private Profile asNamed() throws IOException, InterruptedException {
        try {
            Profile registers = survey.as(named).registers();
            return registers.spans().isEmpty() ? identified() : registers;
        } catch (NoResponseException | ConnectionException e) {
            throw e;
        } catch (IOException e) {
            // What the device has beside its chain may be readable all the same.
            if (named.spans().isEmpty()) {
                throw e;
            }
            return named;
        }
    }

    private Profile identified() throws IOException, InterruptedException {
        IdentifiedDevice device = survey.identify();
        if (device == null) {
            throw CommandFailure.failed(
                    "there is no SunSpec chain at 40000, 50000 or 0 and no known meter at this unit id;"
                            + " `polymeter scan` looks at others");
        }
        return device.registers();
    }
}
