package io.polymeter.lab.bench;

/// The registers that the load generator expects of a server nobody has pushed to: 0 to 147 hold 32-bit values,
/// high word first, that all carry the same stamp.
final class Stamp {
    /// Registers that a KOSTAL Smart Energy Meter pushes.
    static final int REGISTERS = 148;

    private static final int FIRST = 0x9E3779B1;

    private Stamp() {}

    /// The word at `address`, 0 to 0xFFFF.
    static int word(int address) {
        return address % 2 == 0 ? FIRST >>> 16 : FIRST & 0xFFFF;
    }
}
