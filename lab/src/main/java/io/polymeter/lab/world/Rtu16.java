package io.polymeter.lab.world;

/// The CRC of serial frames bit by bit, independent of the one under test (MODBUS over Serial Line V1.02, section
/// 6.2.2).
final class Rtu16 {

    private Rtu16() {}

    /// The CRC of the first `length` bytes; 0 over a whole frame with its CRC.
    static int of(byte[] bytes, int length) {
        return of(bytes, 0, length);
    }

    static int of(byte[] bytes, int from, int until) {
        int crc = 0xffff;
        for (int i = from; i < until; i++) {
            crc = next(crc, bytes[i]);
        }
        return crc;
    }

    static int next(int before, byte value) {
        int crc = before ^ value & 0xff;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xa001 : crc >>> 1;
        }
        return crc;
    }
}
