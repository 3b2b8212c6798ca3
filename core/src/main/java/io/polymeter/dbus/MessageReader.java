package io.polymeter.dbus;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Cuts the stream into messages. What is longer than anybody may reasonably send us is read and thrown away, so
/// that it costs no memory and the stream goes on.
final class MessageReader {

    /// No call and no answer that concerns a service here has a tenth of this.
    static final int MAX_LENGTH = 256 * 1024;

    private final Wire wire;
    private final byte[] scratch = new byte[8192];

    MessageReader(Wire wire) {
        this.wire = wire;
    }

    /// What came.
    sealed interface Taken {}

    /// A message.
    record Whole(BusMessage message) implements Taken {}

    /// A message of which only the header is kept.
    record TooLong(BusMessage head) implements Taken {}

    /// Something that has to be ignored.
    record Unknown() implements Taken {}

    /// The next message.
    ///
    /// @throws MalformedException if it is none: the stream is lost
    /// @throws IOException at the end
    Taken next() throws IOException {
        byte[] fixed = new byte[MessageCodec.FIXED];
        fill(fixed, 0, fixed.length);
        MessageCodec.Size size = MessageCodec.size(ByteBuffer.wrap(fixed));
        if (size.head() > MAX_LENGTH) {
            skip(size.total() - fixed.length);
            return new Unknown();
        }
        boolean tooLong = size.total() > MAX_LENGTH;
        byte[] bytes = new byte[tooLong ? size.head() : size.total()];
        System.arraycopy(fixed, 0, bytes, 0, fixed.length);
        fill(bytes, fixed.length, bytes.length - fixed.length);
        MessageCodec.Head head = MessageCodec.head(ByteBuffer.wrap(bytes), size);
        if (tooLong) {
            skip(size.body());
        }
        if (head == null) {
            return new Unknown();
        }
        if (tooLong) {
            return new TooLong(head.message());
        }
        ByteBuffer body = ByteBuffer.wrap(bytes, size.head(), size.body()).slice();
        return new Whole(head.with(body, size.order()));
    }

    private void fill(byte[] target, int from, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int got = wire.read(target, from + done, count - done);
            if (got < 0) {
                throw new IOException("the bus closed the connection");
            }
            done += got;
        }
    }

    private void skip(int count) throws IOException {
        int left = count;
        while (left > 0) {
            int part = Math.min(left, scratch.length);
            fill(scratch, 0, part);
            left -= part;
        }
    }
}
