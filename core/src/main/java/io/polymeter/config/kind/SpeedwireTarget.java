package io.polymeter.config.kind;

import io.polymeter.config.net.UdpAddress;
import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import org.jspecify.annotations.Nullable;

/// To whom a Speedwire meter speaks: everybody, or one device.
///
/// @param device null: the group where all such devices listen
@Scalar(words = "`multicast` or an address such as udp://192.168.1.20:9522", pattern = "multicast|udp://.+:[0-9]+")
public record SpeedwireTarget(@Nullable UdpAddress device) {

    private static final String GROUP = "multicast";

    /// The group.
    public static final SpeedwireTarget MULTICAST = new SpeedwireTarget(null);

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static SpeedwireTarget parse(String text) {
        if (text.equals(GROUP)) {
            return MULTICAST;
        }
        if (!text.startsWith("udp://")) {
            throw new InvalidValueException(Message.of(
                    "expected-or-udp-host", "expected `multicast` or udp://HOST:9522, found '{text}'", text));
        }
        return new SpeedwireTarget(UdpAddress.parse(text));
    }

    @Override
    public String toString() {
        return device == null ? GROUP : device.toString();
    }
}
