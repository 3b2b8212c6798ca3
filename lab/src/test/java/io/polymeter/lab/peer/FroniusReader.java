package io.polymeter.lab.peer;

import java.io.IOException;
import java.util.HexFormat;

/// Reads a Fronius Smart Meter register by register, with every byte in plain sight.
public final class FroniusReader implements AutoCloseable {

    /// Exception 4 to a read.
    public static final String LOST = "83 04";

    private final RawTcp raw;
    private final int unit;

    public FroniusReader(int port, int unit) throws IOException {
        this.raw = new RawTcp(port);
        this.unit = unit;
    }

    /// The answer behind unit and length: `03 …` or `83 …`.
    public String ask(int address, int count) throws IOException {
        String frame = "00 01 00 00 00 06 %02x 03 %s %s".formatted(unit, pair(address), pair(count));
        return raw.ask(frame).substring("00 01 00 00 00 06 01 ".length());
    }

    private static String pair(int word) {
        return "%02x %02x".formatted(word >> 8, word & 0xff);
    }

    /// The float at an address, out of a read of its own; NaN where it is not a number or is refused.
    public float number(int address) throws IOException {
        String answer = ask(address, 2);
        if (!answer.startsWith("03 04 ")) {
            return Float.NaN;
        }
        return Float.intBitsToFloat(HexFormat.fromHexDigits(answer.substring(6).replace(" ", "")));
    }

    public boolean lost(int address) throws IOException {
        return ask(address, 2).equals(LOST);
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
