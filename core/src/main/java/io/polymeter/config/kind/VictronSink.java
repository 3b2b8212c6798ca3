package io.polymeter.config.kind;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A service on a Victron GX device's D-Bus.
@Key(doc = "A service on the D-Bus of a Victron GX device.")
public record VictronSink(
        @Key(doc = "The kind of service.") Service service,

        @Key(
                doc = "The bus: `system`, `session` or a D-Bus address.",
                fallback = "system",
                example = "tcp:host=venus.local,port=78")
        String bus,

        @ValueRange(min = 0, max = 65535)
        @Key(
                doc = "Device instance; a request only, where the GX device assigns instances.",
                absent = "the next free one of its kind",
                example = "30")
        @Nullable
        Integer instance,

        @Key(doc = "Position of a PV inverter.", fallback = "ac-input-1")
        Place position,

        @Key(
                doc = "How to derive phase powers if the device measures only the total; they are marked as"
                        + " derived. `share`: in proportion to voltage times current of each phase, equally if"
                        + " only voltages are known, all on L1 if neither is; `thirds`: equally; `L1`, `L2`,"
                        + " `L3`: all on that phase; `none`: leave them out.",
                fallback = "share")
        PhaseRule phases,

        @Key(
                doc = "Whether `/Ac/PowerLimit` of a `pvinverter` may be written; it is forwarded to the inverter's"
                        + " SunSpec model 123.",
                fallback = "none")
        ModbusSink.Writes writes)
        implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of(bus);
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public boolean writesToMeter() {
        return writes == ModbusSink.Writes.PROFILE;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        String at = path + ".victron";
        if (problems.given(at + ".position") && service != Service.PVINVERTER) {
            problems.warning(
                    at + ".position",
                    Message.of("only-applies-service-pvinverter", "only applies to 'service: pvinverter'"));
        }
        if (instance == null) {
            return;
        }
        for (Map.Entry<String, OutputSettings> other : settings.outputs().entrySet()) {
            if (other.getValue() == output) {
                return;
            }
            if (other.getValue().sink() instanceof VictronSink earlier && isInstanceOf(earlier)) {
                problems.error(
                        at + ".instance",
                        Message.of("taken-by-outputs-victron", "is taken by outputs.{key}.victron", other.getKey()));
                return;
            }
        }
    }

    private boolean isInstanceOf(VictronSink other) {
        return bus.equals(other.bus) && service == other.service && Objects.equals(instance, other.instance);
    }

    /// `com.victronenergy.` and this.
    public enum Service {
        GRID,
        PVINVERTER,
        TEMPERATURE,
        DIGITALINPUT
    }

    /// The connection of a PV inverter; Victron's numbers are 0, 1 and 2.
    public enum Place {
        AC_INPUT_1,
        AC_OUTPUT,
        AC_INPUT_2
    }
}
