package io.polymeter.sunspec;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which device of a chain a configuration means: by its place, by a model, as `meter` or `inverter`, or by a name.
///
/// @param text e.g. `2`, `203`, `meter`, or a serial number
public record DeviceChoice(String text) {

    /// A meter, whatever its models.
    public static final DeviceChoice METER = new DeviceChoice("meter");

    /// An inverter, whatever its models.
    public static final DeviceChoice INVERTER = new DeviceChoice("inverter");

    /// From here on a number is a model's id.
    private static final int MODELS = 100;

    /// True where only what the devices call themselves can tell.
    public boolean needsNames() {
        return number() < 0 && !equals(METER) && !equals(INVERTER);
    }

    private int number() {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    }

    /// Finds it.
    ///
    /// @param names what each device calls itself: manufacturer, model and serial number; may be empty
    /// @return counting from 1, 0 where there is none
    public int in(List<ChainDevice> devices, List<List<String>> names) {
        int number = number();
        if (number >= 0 && number < MODELS) {
            return number <= devices.size() ? number : byName(names);
        }
        for (int i = 0; i < devices.size(); i++) {
            ChainDevice device = devices.get(i);
            if (number > 0 && device.has(number)
                    || equals(METER) && device.isMeter()
                    || equals(INVERTER) && device.isInverter()) {
                return i + 1;
            }
        }
        return byName(names);
    }

    private int byName(List<List<String>> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).stream().anyMatch(text.strip()::equalsIgnoreCase)) {
                return i + 1;
            }
        }
        String part = text.strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            if (String.join(" ", names.get(i)).toLowerCase(Locale.ROOT).contains(part)) {
                return i + 1;
            }
        }
        return 0;
    }

    /// Nothing of a chain is meant by it.
    ///
    /// @param names as of [#in]
    public IOException missing(@Nullable Chain chain, List<List<String>> names) {
        return new CodedIoException(
                chain == null
                        ? Message.of(
                                "chain-none", "there is no device '{name}' in the SunSpec chain: it has no chain", text)
                        : Message.of(
                                "chain-has",
                                "there is no device '{name}' in the SunSpec chain: it has {devices}",
                                text,
                                offered(chain.devices(), names)));
    }

    /// The devices as they can be chosen, e.g. `1: inverter (103), 2: meter (203)`.
    public static Message offered(List<ChainDevice> devices, List<List<String>> names) {
        List<Message> offered = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            String called = i < names.size() && !names.get(i).isEmpty() ? " " + String.join(" ", names.get(i)) : "";
            offered.add(Message.of(
                    "chain-offers",
                    "{number}: {device}{called}",
                    i + 1,
                    devices.get(i).words(),
                    called));
        }
        return Message.list(offered);
    }
}
