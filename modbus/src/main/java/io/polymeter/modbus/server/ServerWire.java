package io.polymeter.modbus.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What lies between a connection's frames and its socket: nothing, or TLS. Used on the server's loop only.
sealed interface ServerWire permits PlainWire, TlsWire {

    /// Adds what has arrived, without waiting, to `in`.
    ///
    /// @return how many bytes; -1 when the client has ended its side
    /// @throws IOException when the connection is of no more use
    int read(ByteBuffer in) throws IOException;

    /// Sends `out`, without waiting.
    ///
    /// @return false when the socket is full: write again, with what is left of `out`, once it can take more
    /// @throws IOException when the connection is of no more use
    boolean write(ByteBuffer out) throws IOException;

    /// Whether [#read] could give more although the socket has nothing new.
    default boolean hasMore() {
        return false;
    }

    /// Whether it waits for the socket to take bytes that are not the caller's.
    default boolean mustWrite() {
        return false;
    }

    /// Cryptography to be done elsewhere, once; until it is done, reading gives nothing.
    default @Nullable Runnable takeTask() {
        return null;
    }

    /// Whether [#takeTask]'s task is not done yet.
    default boolean busy() {
        return false;
    }

    /// Whether answers may be sent together with those of other connections, a little later.
    default boolean batches() {
        return false;
    }

    /// Whether requests can be answered yet.
    default boolean established() {
        return true;
    }

    /// Says goodbye as well as can be done at once, and gives up all resources but the socket.
    default void close() {}
}
