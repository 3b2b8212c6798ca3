package io.polymeter.app.cli.client;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.link.modbus.poll.Candidates;
import io.polymeter.link.modbus.poll.DeviceProbe;
import io.polymeter.link.modbus.poll.IdentifiedDevice;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainDevice;
import io.polymeter.sunspec.DeclaredChain;
import io.polymeter.sunspec.DeviceChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The device that is read, as far as it is known: its chain is walked when it is first needed.
public final class ReadSubject {

    private final Profile named;
    private final DeviceProbe survey;
    private final @Nullable DeviceChoice choice;
    private @Nullable Profile known;
    private String notes = "";

    /// @param named as the command line says, or the one that is found out
    /// @param choice the device of its chain that is meant, null for the first
    public ReadSubject(Profile named, DeviceProbe survey, @Nullable DeviceChoice choice) {
        this.named = named;
        this.survey = survey;
        this.choice = choice;
    }

    /// What a person should know of the chain, once; else empty.
    public String notes() {
        String said = notes;
        notes = "";
        return said;
    }

    /// The registers it has.
    ///
    /// @throws Failure if it shall be found out, and nothing fits
    public Profile profile() throws IOException, InterruptedException {
        Profile profile = known;
        if (profile == null) {
            profile = named.equals(Catalog.builtIn().auto()) ? identified() : asNamed();
            known = profile;
        }
        return profile;
    }

    /// After a lost reply the device may be another, or have other firmware.
    public void forget() {
        known = null;
    }

    private Profile asNamed() throws IOException, InterruptedException {
        try {
            Profile registers = told(survey.compared(named, choice)).registers();
            return registers.spans().isEmpty() ? identified() : registers;
        } catch (NoResponseException | ConnectionException e) {
            throw e;
        } catch (IOException e) {
            // What the device has beside its chain may be readable all the same.
            if (choice != null || named.spans().isEmpty() || DeclaredChain.of(named) != null) {
                throw e;
            }
            return named;
        }
    }

    private Profile identified() throws IOException, InterruptedException {
        IdentifiedDevice device = survey.identify();
        if (device == null) {
            throw CommandFailure.failed(
                    unnamed(survey.candidates(Catalog.builtIn().probed())));
        }
        return told(choice == null ? device : survey.choose(device, choice)).registers();
    }

    /// Nothing in its registers names it. A person may know it by what its values make likely.
    private static String unnamed(Candidates candidates) {
        String nothing = "there is no SunSpec chain at 40000, 50000 or 0 and no known meter at this unit id; ";
        if (candidates.isEmpty()) {
            return nothing + "`polymeter scan` looks at others";
        }
        return nothing + "by its values it may be "
                + candidates.fitting().stream().map(Probed::id).collect(Collectors.joining(" or "))
                + ": try `--profile " + candidates.fitting().getFirst().id() + "`; to tell: " + candidates.decides();
    }

    private IdentifiedDevice told(IdentifiedDevice device) throws IOException, InterruptedException {
        Chain chain = device.chain();
        if (chain == null) {
            return device;
        }
        List<String> said = new ArrayList<>();
        if (!chain.wrongModels().isEmpty()) {
            said.add(Message.list(chain.wrongModels()).text());
        }
        List<ChainDevice> devices = chain.devices();
        if (choice == null && devices.stream().filter(ChainDevice::measures).count() > 1) {
            said.add("the SunSpec chain has several devices, see --device: "
                    + DeviceChoice.offered(devices, survey.names(chain, device.profile())));
        }
        notes = String.join("\n", said);
        return device;
    }
}
