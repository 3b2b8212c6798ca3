package io.polymeter.lab.peer;

import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The registers that all peers hold.
public final class Registers {

    private static final HexFormat HEX = HexFormat.of();

    private Registers() {}

    /// Register n of a peer: a different word each.
    public static int word(int address) {
        return address * 40503 + 12345 & 0xffff;
    }

    /// Registers as the peers print them.
    public static String hex(int address, int count) {
        return hex(address, count, 0);
    }

    /// The same of a meter that pushes with a salt.
    public static String hex(int address, int count, int salt) {
        return IntStream.range(address, address + count)
                .map(at -> word(at) ^ salt)
                .mapToObj(word -> HEX.toHexDigits(word, 4))
                .collect(Collectors.joining(" "));
    }

    /// Any words, as the peers print them.
    public static String hexOf(int... words) {
        return IntStream.of(words).mapToObj(word -> HEX.toHexDigits(word, 4)).collect(Collectors.joining(" "));
    }
}
