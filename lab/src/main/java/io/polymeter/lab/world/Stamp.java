package io.polymeter.lab.world;

import io.polymeter.modbus.Words;

/// What a register holds in a cycle: every word says which cycle and which address it is of, so that an old, torn,
/// mixed or misplaced one is known at once.
final class Stamp {

    private Stamp() {}

    /// The word at `address` in `cycle`; of one address no two of 65536 cycles in a row are alike.
    static int word(int address, long cycle) {
        int mixed = (int) (cycle * 40_503 + address * 25_173L + 13_849) & 0xffff;
        return (mixed ^ mixed >>> 7) & 0xffff;
    }

    static Words words(int address, int count, long cycle) {
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            int word = word(address + i, cycle);
            bytes[2 * i] = (byte) (word >>> 8);
            bytes[2 * i + 1] = (byte) word;
        }
        return Words.wrap(bytes);
    }
}
