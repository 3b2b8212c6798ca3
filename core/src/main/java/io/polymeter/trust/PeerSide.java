package io.polymeter.trust;

import java.util.Locale;

/// Which end of a connection showed a certificate. A certificate that was accepted as one is not accepted as
/// the other.
public enum PeerSide {
    /// It connected to us.
    CLIENT,
    /// We connected to it.
    SERVER;

    /// As files and people write it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
