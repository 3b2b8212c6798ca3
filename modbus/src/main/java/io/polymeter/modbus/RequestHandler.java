package io.polymeter.modbus;

/// Answers requests from memory. Called on the event loop or serial thread of a server: it must not block.
@FunctionalInterface
public interface RequestHandler {

    /// Answers one request.
    ///
    /// @param unit the unit id on the wire, 0 to 255; on a serial line 0 is a broadcast, to which nothing
    ///     is ever sent
    /// @param request a valid request
    /// @param peer who asks
    Answer handle(int unit, Request request, Peer peer);

    /// A TLS client's handshake is complete; called before its first request. Must not block or throw.
    default void connected(Peer peer) {}

    /// A connection of which [#connected] told has ended. Must not block or throw.
    default void disconnected(Peer peer) {}

    /// A TLS handshake failed. Must not block or throw.
    ///
    /// @param reason in the words of the TLS library
    default void handshakeFailed(Peer peer, String reason) {}
}
