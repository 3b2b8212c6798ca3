package io.polymeter.modbus.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A stream of bytes in both directions, used by one thread; only [#close] may come from another, and then ends
/// what the first is waiting for with an exception.
public interface Duplex extends Closeable {

    /// Reads what is there into `target`, at least one byte, waiting for it if need be.
    ///
    /// @param timeoutNanos how long to wait; 0 or less takes only what is there already
    /// @return how many bytes; 0 after the timeout, -1 at the end of the stream
    int read(ByteBuffer target, long timeoutNanos) throws IOException;

    /// Sends all of `source`.
    void write(ByteBuffer source) throws IOException;
}
