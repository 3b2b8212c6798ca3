package io.polymeter.link.sml;

import io.polymeter.link.sml.SmlNode.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;

/// A defect of early DZG DVS74 meters: a positive power of one or two bytes is sent as a signed number without the
/// leading zero that it needs, so that 356.24 W arrive as -299.12 W. A negative power has three bytes or more.
///
/// The serial numbers affected are 4200 0000 to 4899 9999 and 5500 0000 to 5899 9999, as the maker told
/// volkszaehler/libsml (pull request 136).
final class DzgDefect {

    private static final byte[] MAKER = {0x0a, 0x01, 'D', 'Z', 'G', 0x00};

    private DzgDefect() {}

    static Whole corrected(byte[] server, Whole value) {
        if (!value.signed() || value.size() > 2 || value.number().signum() >= 0 || !isAffected(server)) {
            return value;
        }
        BigInteger range = BigInteger.ONE.shiftLeft(8 * value.size());
        return new Whole(value.number().add(new BigDecimal(range)), true, value.size());
    }

    private static boolean isAffected(byte[] server) {
        if (server.length != 10) {
            return false;
        }
        for (int i = 0; i < MAKER.length; i++) {
            if (server[i] != MAKER[i]) {
                return false;
            }
        }
        long serial = 0;
        for (int i = MAKER.length; i < server.length; i++) {
            serial = serial << 8 | server[i] & 0xff;
        }
        return serial >= 42_000_000 && serial <= 48_999_999 || serial >= 55_000_000 && serial <= 58_999_999;
    }
}
