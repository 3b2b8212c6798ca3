package io.polymeter.config.net;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
/// Reads an address that has one scheme and no path.

final class ServedAddress {

    private ServedAddress() {}

    /// @param preset the port where none is written; negative: one must be
    static HostPort parse(String text, String scheme, int preset) {
        if (!text.startsWith(scheme)) {
            throw new InvalidValueException(Message.of(
                    "expected-address-such-as-0",
                    "expected an address such as {scheme}0.0.0.0:{preset}, found '{text}'",
                    scheme,
                    preset < 0 ? 12345 : preset,
                    text));
        }
        String rest = text.substring(scheme.length());
        String bare = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (bare.isEmpty()) {
            throw new InvalidValueException(Message.of("no-address-3", "'{text}' has no address", text));
        }
        if (bare.indexOf('/') >= 0) {
            throw new InvalidValueException(Message.of(
                    "path-device-own-paths", "'{text}' has a path; the device's own paths are served", text));
        }
        return HostPort.parse(bare, preset);
    }
}
