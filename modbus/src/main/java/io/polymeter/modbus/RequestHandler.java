package io.polymeter.modbus;

/// Answers requests from memory. Called on the event loop or serial thread of a server: it must not block.
@FunctionalInterface
public interface RequestHandler {

    /// Answers one request.
    ///
    /// @param unit the unit id on the wire, 0 to 255; on a serial line 0 is a broadcast, to which nothing is ever
    ///     sent
    /// @param request a valid request
    /// @param peer who asks
    Answer handle(int unit, Request request, Peer peer);
}
