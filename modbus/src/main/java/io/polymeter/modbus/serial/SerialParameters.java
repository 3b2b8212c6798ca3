package io.polymeter.modbus.serial;

/// How characters travel on a serial line.
///
/// @param baud bits per second, 300 to 4 000 000
/// @param dataBits 8, or 7 for meters that speak IEC 62056-21
/// @param stopBits 1 or 2
public record SerialParameters(int baud, int dataBits, Parity parity, int stopBits) {

    /// What the bit behind the data bits says.
    public enum Parity {
        /// There is no such bit.
        NONE,
        /// It makes the number of ones even: the default of the Modbus serial line specification.
        EVEN,
        /// It makes the number of ones odd.
        ODD
    }

    /// 19200 8E1, the default of "MODBUS over Serial Line" V1.02, section 2.5.1.
    public static final SerialParameters STANDARD = new SerialParameters(19_200, Parity.EVEN, 1);

    private static final int FASTEST_SCALED_BAUD = 19_200;

    /// Checks the ranges.
    public SerialParameters {
        if (baud < 300 || baud > 4_000_000) {
            throw new IllegalArgumentException("baud " + baud + " is not 300 to 4000000");
        }
        if (dataBits != 7 && dataBits != 8) {
            throw new IllegalArgumentException("data bits " + dataBits + " are not 7 or 8");
        }
        if (stopBits != 1 && stopBits != 2) {
            throw new IllegalArgumentException("stop bits " + stopBits + " are not 1 or 2");
        }
    }

    /// Eight data bits, as all but old meters have them.
    public SerialParameters(int baud, Parity parity, int stopBits) {
        this(baud, 8, parity, stopBits);
    }

    /// The same where a Modbus RTU frame can travel, which needs eight data bits ("MODBUS over Serial Line"
    /// V1.02, section 2.5.1).
    ///
    /// @throws IllegalArgumentException for seven data bits
    SerialParameters forRtu() {
        if (dataBits != 8) {
            throw new IllegalArgumentException("Modbus RTU needs 8 data bits, not " + this);
        }
        return this;
    }

    /// Bits of one character: start bit, data bits, parity bit if any, stop bits.
    public int bitsPerCharacter() {
        return 1 + dataBits + (parity == Parity.NONE ? 0 : 1) + stopBits;
    }

    /// How long one character travels, in nanoseconds.
    public long characterTime() {
        return characters(1);
    }

    /// How long `count` characters travel without a gap, in nanoseconds.
    public long characters(int count) {
        return count * (bitsPerCharacter() * 1_000_000_000L) / baud;
    }

    /// The longest gap inside a frame, in nanoseconds: 1.5 characters, and 750 µs above 19200 baud
    /// ("MODBUS over Serial Line" V1.02, section 2.5.1.1).
    public long t1_5() {
        return baud > FASTEST_SCALED_BAUD ? 750_000 : characters(3) / 2;
    }

    /// The shortest silence between frames, in nanoseconds: 3.5 characters, and 1.75 ms above 19200 baud
    /// ("MODBUS over Serial Line" V1.02, section 2.5.1.1).
    public long t3_5() {
        return baud > FASTEST_SCALED_BAUD ? 1_750_000 : characters(7) / 2;
    }

    /// As people write it, e.g. `38400 8N2`.
    @Override
    public String toString() {
        return baud + " " + dataBits + parity.name().charAt(0) + stopBits;
    }
}
