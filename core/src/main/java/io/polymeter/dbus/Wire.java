package io.polymeter.dbus;

import java.io.Closeable;
import java.io.IOException;

/// Bytes to and from a bus. One thread may read while another writes; closing ends both.
interface Wire extends Closeable {

    /// Reads some bytes, at least one.
    ///
    /// @return how many, -1 at the end
    int read(byte[] target, int offset, int length) throws IOException;

    /// Writes all bytes.
    void write(byte[] source) throws IOException;

    /// True if reading holds on to a platform thread for as long as nothing comes.
    boolean pins();

    @Override
    void close();
}
