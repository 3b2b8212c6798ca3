package io.polymeter.app.history.chunk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;

/// The body of a chunk: how many intervals it has, and the bytes of each series by its number. A series that is not
/// asked for is stepped over.
public final class ChunkBody {

    private static final int VERSION = 1;
    private static final int MAX_INTERVALS = 3600;

    private final byte[] bytes;
    private final int count;
    private int position;

    /// Reads what [#write] made.
    ///
    /// @throws DamagedChunkException where it is nothing of this kind
    public ChunkBody(byte[] bytes) throws DamagedChunkException {
        this.bytes = bytes;
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new DamagedChunkException("a chunk is of an unknown kind");
        }
        position = 1;
        count = number();
        if (count < 1 || count > MAX_INTERVALS) {
            throw new DamagedChunkException("a chunk holds an impossible number of intervals");
        }
    }

    /// How many intervals each series has.
    public int count() {
        return count;
    }

    /// A series.
    public interface Entry {
        void series(int id, BitReader in) throws IOException;
    }

    /// Goes through all series in the order of their numbers.
    public void each(Entry entry) throws IOException {
        int id = 0;
        while (position < bytes.length) {
            id += number();
            int length = number();
            if (length < 0 || length > bytes.length - position) {
                throw new DamagedChunkException("a chunk is cut off");
            }
            entry.series(id, new BitReader(bytes, position, length));
            position += length;
        }
    }

    public static byte[] write(int count, SortedMap<Integer, byte[]> series) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        number(count, out);
        int last = 0;
        for (Map.Entry<Integer, byte[]> each : series.entrySet()) {
            number(each.getKey() - last, out);
            number(each.getValue().length, out);
            out.writeBytes(each.getValue());
            last = each.getKey();
        }
        return out.toByteArray();
    }

    private static void number(int value, ByteArrayOutputStream out) {
        int rest = value;
        while (rest > 127) {
            out.write(rest & 127 | 128);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private int number() throws DamagedChunkException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (position == bytes.length) {
                throw new DamagedChunkException("a chunk is cut off");
            }
            int next = bytes[position++];
            value |= (next & 127) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DamagedChunkException("a chunk holds an impossible number");
    }
}
