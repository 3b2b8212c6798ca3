package io.polymeter.link.face;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.net.MacAddress;
import io.polymeter.config.yaml.Problems;
import io.polymeter.profile.Profile;
import org.jspecify.annotations.Nullable;

/// An output to be planned that looks like a device without registers.
///
/// @param name of the output
/// @param settings all that is configured
/// @param profile the device's, as the output or its meter names it; null: none
/// @param problems where what is wrong is told
public record FaceRequest<S extends SinkSettings>(
        String name,
        OutputSettings output,
        S sink,
        Settings settings,
        @Nullable Profile profile,
        Problems problems) {

    /// What the device calls itself by this name, null where nothing is said.
    public @Nullable String identity(String key) {
        return output.identity().get(key);
    }

    /// Its MAC address: as configured, else one that this output alone has, the same at every start.
    public MacAddress mac() {
        for (String key : new String[] {"mac", "serial"}) {
            String text = identity(key);
            if (text != null) {
                return MacAddress.parse(text);
            }
        }
        return MacAddress.of(settings.site().name() + "/" + name + "/" + sink.kind());
    }
}
