package io.polymeter.link.telegram;

/// The 16-bit checksums of meters' telegrams; all of them take the lowest bit of a byte first.
public enum Checksum {
    /// DSMR P1: CRC-16/ARC.
    ARC(0xA001, 0, 0),
    /// SML and HDLC: CRC-16/X-25 (ISO/IEC 13239).
    X25(0x8408, 0xFFFF, 0xFFFF),
    /// What some SML meters have instead: CRC-16/KERMIT.
    KERMIT(0x8408, 0, 0);

    private final int polynomial;
    private final int start;
    private final int finish;

    Checksum(int polynomial, int start, int finish) {
        this.polynomial = polynomial;
        this.start = start;
        this.finish = finish;
    }

    /// The checksum of `bytes[from, to)`, 0 to 65535.
    public int of(byte[] bytes, int from, int to) {
        int value = start;
        for (int i = from; i < to; i++) {
            value ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? value >>> 1 ^ polynomial : value >>> 1;
            }
        }
        return value ^ finish;
    }
}
