package io.polymeter.register;

/// A run of registers: `count` from `address` on, zero-based, within 0 to 65535.
public record Range(int address, int count) implements Comparable<Range> {
    public Range {
        if (address < 0 || count < 1 || count > 0x10000 - address) {
            throw new IllegalArgumentException(address + "+" + count + " is not a run of registers");
        }
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

    /// True if the two share a register.
    public boolean overlaps(Range other) {
        return other.address < end() && address < other.end();
    }

    @Override
    public int compareTo(Range other) {
        return Integer.compare(address, other.address);
    }

    /// First and last address, e.g. `512-791`.
    @Override
    public String toString() {
        return count == 1 ? String.valueOf(address) : address + "-" + (end() - 1);
    }
}
