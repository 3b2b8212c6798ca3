package io.polymeter.modbus.client;

/// What a client has seen since it was made; a snapshot.
///
/// @param connects connections made
/// @param failedConnects connections that could not be made
/// @param requests requests sent
/// @param replies replies that belonged to their request, refusals by the device among them
/// @param timeouts requests without a reply in time
/// @param lost connections that ended while a reply was awaited
/// @param doubtful connections closed because something else than the reply came
record ClientCounters(
        long connects, long failedConnects, long requests, long replies, long timeouts, long lost, long doubtful) {}
