package io.polymeter.http.listen;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// Bytes of a client that has so long for all that is asked for next, however slowly it sends.
final class TimedInput {

    private static final int SIZE = 4096;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int next;
    private int end;
    private long deadline;

    TimedInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /// From now on there is so much time.
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /// True where a byte was received already.
    boolean holds() {
        return next < end;
    }

    /// One byte, -1 at the end.
    ///
    /// @throws SocketTimeoutException where the time is over
    int read() throws IOException {
        if (next == end && !fill()) {
            return -1;
        }
        return buffer[next++] & 0xff;
    }

    /// So many bytes.
    ///
    /// @throws IOException where there are fewer, or the time is over
    byte[] read(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; ) {
            if (next == end && !fill()) {
                throw new IOException("the connection ended inside a message");
            }
            int taken = Math.min(end - next, count - done);
            System.arraycopy(buffer, next, bytes, done, taken);
            next += taken;
            done += taken;
        }
        return bytes;
    }

    /// Takes bytes until the end, or until there were so many or the time is over, and forgets them.
    void drain(int most) throws IOException {
        int taken = 0;
        do {
            taken += end - next;
            next = end;
        } while (taken < most && fill());
    }

    private boolean fill() throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("too slow");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        int count = in.read(buffer, 0, SIZE);
        next = 0;
        end = Math.max(0, count);
        return count > 0;
    }
}
