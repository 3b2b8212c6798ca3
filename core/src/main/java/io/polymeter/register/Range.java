package io.polymeter.register;

import org.jspecify.annotations.Nullable;

/// A run of registers: `count` from `address` on, zero-based, within 0 to 65535.
///
/// Where a device has other registers under function code 3 than under function code 4, those that are read with the
/// code that is not its usual one stand in a table of their own: [#HOLDING] or [#INPUT] added to what is on the wire.
public record Range(int address, int count) implements Comparable<Range> {

    /// What a table holds.
    public static final int TABLE = 0x10000;

    /// The address of the first register that is read with function code 3 alone.
    public static final int HOLDING = TABLE;

    /// The address of the first register that is read with function code 4 alone.
    public static final int INPUT = 2 * TABLE;

    public Range {
        if (!isRun(address, count)) {
            throw new IllegalArgumentException(address + "+" + count + " is not a run of registers");
        }
    }

    /// True where a run is within one table.
    static boolean isRun(int address, int count) {
        return address >= 0 && address < 3 * TABLE && count > 0 && count <= TABLE - address % TABLE;
    }

    /// The first address of the table that a function code reads.
    ///
    /// @param function 3 or 4; 0: the device's usual one
    public static int table(int function) {
        return switch (function) {
            case 0 -> 0;
            case 3 -> HOLDING;
            case 4 -> INPUT;
            default -> throw new IllegalArgumentException(function + " reads no registers");
        };
    }

    /// The function code that reads it.
    ///
    /// @param usual the device's usual one
    public int function(int usual) {
        return switch (address / TABLE) {
            case 1 -> 3;
            case 2 -> 4;
            default -> usual;
        };
    }

    /// The first address as it is on the wire, 0 to 65535.
    public int onWire() {
        return address % TABLE;
    }

    /// True where the function code is the device's usual one.
    public boolean isUsual() {
        return address < TABLE;
    }

    /// The address behind the last register.
    public int end() {
        return address + count;
    }

    /// True if every register of `other` is in here.
    public boolean contains(Range other) {
        return other.address >= address && other.end() <= end();
    }

    /// True if the register is in here.
    public boolean contains(int register) {
        return register >= address && register < end();
    }

    /// From the first register of the two to the last.
    ///
    /// @throws IllegalArgumentException if they are not of one table
    public Range span(Range other) {
        int first = Math.min(address, other.address);
        return new Range(first, Math.max(end(), other.end()) - first);
    }

    /// True if the two share a register.
    public boolean overlaps(Range other) {
        return other.address < end() && address < other.end();
    }

    // Written out, as for the three methods a record has by itself the virtual machine would make a dozen classes at
    // every start; profiles are tables of ranges.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Range range && range.address == address && range.count == count;
    }

    @Override
    public int hashCode() {
        return 31 * address + count;
    }

    @Override
    public int compareTo(Range other) {
        return Integer.compare(address, other.address);
    }

    /// First and last address, e.g. `512-791`; `holding 0-6` where function code 3 is not the usual one.
    @Override
    public String toString() {
        String table = isUsual() ? "" : address < INPUT ? "holding " : "input ";
        int first = onWire();
        return table + (count == 1 ? String.valueOf(first) : first + "-" + (first + count - 1));
    }
}
