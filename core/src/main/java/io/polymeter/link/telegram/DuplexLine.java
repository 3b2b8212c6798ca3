package io.polymeter.link.telegram;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.net.Duplex;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A serial line behind a TCP port. How its characters travel is the gateway's affair.
final class DuplexLine implements UnpacedLine {

    private final Duplex duplex;
    private final String name;

    DuplexLine(Duplex duplex, String name) {
        this.duplex = duplex;
        this.name = name;
    }

    @Override
    public int read(byte[] target, long timeoutNanos) throws IOException {
        int count;
        try {
            count = duplex.read(ByteBuffer.wrap(target), timeoutNanos);
        } catch (IOException e) {
            throw new CodedIoException(Message.of("place-lost", "{place}: connection lost", name), e);
        }
        if (count < 0) {
            throw new CodedIoException(
                    Message.of("place-closed-by-other", "{place}: connection closed by the other side", name));
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        duplex.write(ByteBuffer.wrap(bytes, 0, length));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        try {
            duplex.close();
        } catch (IOException _) {
            // It is gone, which is what was wanted.
        }
    }
}
