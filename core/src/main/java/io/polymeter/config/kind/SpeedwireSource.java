package io.polymeter.config.kind;

import io.polymeter.config.SourceSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.config.yaml.YamlName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An SMA Energy Meter or Sunny Home Manager 2.0, which tells its values to the network (Speedwire).
@Key(doc = "An SMA Energy Meter or Sunny Home Manager 2.0 (Speedwire multicast).")
public record SpeedwireSource(
        @ValueRange(min = 1, max = 4_294_967_294L)
        @Key(
                doc = "Serial number; required if there are several on the network.",
                absent = "the only one on the network",
                example = "3001234567")
        @Nullable
        Long serial,

        @YamlName("interface") @Key(doc = "Network interface to listen on.", absent = "all", example = "eth0") @Nullable
        String networkInterface)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return List.of(serial == null ? "any" : String.valueOf(serial));
    }

    @Override
    public String connection() {
        return "Speedwire" + (serial == null ? "" : " " + serial);
    }
}
