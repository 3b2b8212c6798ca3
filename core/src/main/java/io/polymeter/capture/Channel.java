package io.polymeter.capture;

/// Between whom frames travel, without the names and addresses of anybody.
///
/// @param side which end of the channel Polymeter is
/// @param transport what carries the frames
/// @param endpoint number of the endpoint, from 1, in the order in which they were first used
/// @param client number of the client that asks; 0 where that is Polymeter
public record Channel(Side side, Transport transport, int endpoint, int client) {

    /// Which end of a channel Polymeter is.
    public enum Side {
        /// It asks a device, or writes to a server.
        CLIENT,
        /// It answers.
        SERVER
    }

    /// What carries the frames.
    public enum Transport {
        TCP,
        TLS,
        UDP,
        RTU,
        RTU_OVER_TCP;

        boolean serial() {
            return this == RTU || this == RTU_OVER_TCP;
        }
    }

    /// In words, e.g. `device 1, rtu` and `served 2, tcp`.
    String words() {
        String name = transport.name().toLowerCase(java.util.Locale.ROOT).replace("_over_", "+");
        return (side == Side.CLIENT ? "device " : "served ") + endpoint + ", " + name;
    }
}
