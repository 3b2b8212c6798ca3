package io.polymeter.app.history.chunk;

/// Reads what a [BitWriter] wrote.
public final class BitReader {

    private final byte[] bytes;
    private final int end;
    private int position;

    /// @param offset of the first byte
    /// @param length in bytes
    BitReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset * 8;
        this.end = (offset + length) * 8;
    }

    /// The next bits as a number.
    ///
    /// @throws DamagedChunkException where there are fewer
    long read(int count) throws DamagedChunkException {
        if (position + count > end) {
            throw new DamagedChunkException("the chunk is cut off");
        }
        long value = 0;
        int left = count;
        while (left > 0) {
            int room = 8 - (position & 7);
            int taken = Math.min(room, left);
            int part = (bytes[position >> 3] >>> (room - taken)) & ((1 << taken) - 1);
            value = value << taken | part;
            position += taken;
            left -= taken;
        }
        return value;
    }

    /// A number as [BitWriter#sized] wrote it.
    long sized() throws DamagedChunkException {
        return read((int) read(6));
    }
}
