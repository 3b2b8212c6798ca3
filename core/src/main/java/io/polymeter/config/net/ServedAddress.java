package io.polymeter.config.net;

/// Reads an address that has one scheme and no path.
final class ServedAddress {

    private ServedAddress() {}

    /// @param preset the port where none is written; negative: one must be
    static HostPort parse(String text, String scheme, int preset) {
        if (!text.startsWith(scheme)) {
            throw new IllegalArgumentException("expected an address such as " + scheme + "0.0.0.0:"
                    + (preset < 0 ? 12345 : preset) + ", found '" + text + "'");
        }
        String rest = text.substring(scheme.length());
        String bare = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has no address");
        }
        if (bare.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + text + "' has a path; the device's own paths are served");
        }
        return HostPort.parse(bare, preset);
    }
}
