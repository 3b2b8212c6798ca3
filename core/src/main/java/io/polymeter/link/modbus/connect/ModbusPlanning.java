package io.polymeter.link.modbus.connect;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SerialSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What all plans of Modbus links ask of a configuration.
///
/// @param sharing what is known of each endpoint so far
public record ModbusPlanning(Planning planning, EndpointSharing sharing) {

    public static ModbusPlanning of(Planning planning) {
        return new ModbusPlanning(planning, new EndpointSharing(planning.problems()));
    }

    public Problems problems() {
        return planning.problems();
    }

    /// The one meter of an output; null where the configuration does not name exactly one.
    public @Nullable PlannedMeter meter(OutputSettings output) {
        List<String> names = planning.settings().metersOf(output);
        return names.size() == 1 ? planning.meters().get(names.getFirst()) : null;
    }

    /// True where the configuration leaves it to us to find out what the device is.
    public static boolean isAuto(PlannedMeter meter) {
        return MeterSettings.AUTO.equals(meter.settings().profile());
    }

    public boolean isUnitGiven(PlannedMeter meter) {
        return problems().given("meters." + meter.name() + ".modbus.unit");
    }

    /// False where the files of a TLS endpoint cannot be used; they are read here as they will be later.
    public boolean usable(Endpoint endpoint, @Nullable TlsSettings tls, String path) {
        if (!(endpoint instanceof Endpoint.Tls) || tls == null) {
            return true;
        }
        String at = path.substring(0, path.lastIndexOf('.')) + ".tls";
        try {
            if ((tls.certificate() == null) != (tls.key() == null)) {
                throw new IOException("'certificate' and 'key' require each other");
            }
            TlsCredentials.check(tls);
            return true;
        } catch (IOException e) {
            problems().error(at, Message.of(e));
            return false;
        }
    }

    /// What is not configured comes from the profile, else from the serial line specification's default.
    public static SerialParameters line(@Nullable SerialSettings settings, @Nullable Profile profile) {
        Profile.SerialDefaults usual = profile == null ? null : profile.wire().serial();
        Integer baud = settings == null ? null : settings.baud();
        SerialSettings.Parity parity = settings == null ? null : settings.parity();
        Integer stopBits = settings == null ? null : settings.stopBits();
        String usualParity = usual == null ? "even" : usual.parity();
        return new SerialParameters(
                baud != null ? baud : usual == null ? 9600 : usual.baud(),
                SerialParameters.Parity.valueOf(parity != null ? parity.name() : usualParity.toUpperCase(Locale.ROOT)),
                stopBits != null ? stopBits : usual == null ? 1 : usual.stopBits());
    }
}
