package io.polymeter.app.cli;

import io.polymeter.link.modbus.poll.Candidates;
import io.polymeter.link.modbus.poll.DeviceProbe;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.sunspec.Chain;
import java.io.IOException;
import java.util.stream.Collectors;
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
            profile = whole(named);
            if (profile.spans().isEmpty()) {
                profile = probed();
            }
            known = profile;
        }
        return profile;
    }

    /// After a lost reply the device may be another, or have other firmware.
    void forget() {
        known = null;
    }

    private Profile whole(Profile profile) throws IOException, InterruptedException {
        Profile.Chain where = profile.sunspec();
        if (where == null) {
            return profile;
        }
        try {
            Chain chain = survey.chain(where.bases(), profile.wire().functions().getFirst())
                    .orElse(null);
            return chain == null ? profile : chain.expand(profile);
        } catch (NoResponseException | ConnectionException e) {
            throw e;
        } catch (IOException e) {
            // What the device has beside its chain may be readable all the same.
            if (profile.spans().isEmpty()) {
                throw e;
            }
            return profile;
        }
    }

    private Profile probed() throws IOException, InterruptedException {
        Candidates candidates = survey.candidates(Catalog.builtIn().certain());
        if (candidates.certain()) {
            return whole(
                    Catalog.builtIn().find(candidates.fitting().getFirst().id()).orElseThrow());
        }
        if (!candidates.isEmpty()) {
            throw CommandFailure.failed("it may be "
                    + candidates.fitting().stream().map(Probed::id).collect(Collectors.joining(" or "))
                    + ": name it with --profile; what decides is " + candidates.decides());
        }
        throw CommandFailure.failed("there is no SunSpec chain at 40000, 50000 or 0 and no known meter at this unit id;"
                + " `polymeter scan` looks at others");
    }
}
