package io.polymeter.modbus.client;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.io.IOException;
import java.util.List;

/// The asking side of one endpoint, whatever carries it: a serial line, TCP, TLS or RTU frames over TCP.
///
/// Threads may share a client: each call waits for its turn where only one request may be outstanding.
public interface ModbusClient extends AutoCloseable {

    /// Asks, and waits for the answer to exactly this request.
    ///
    /// @param unit 0 to 255; on a serial line 1 to 247
    /// @return the answer; a refusal by the device is a [Response.Refusal], not an exception
    /// @throws UnfitReplyException if the device answered, but not with what was asked for; the client stays
    ///     usable
    /// @throws NoResponseException if nothing that belongs to the request came in time; the client stays usable
    /// @throws IOException if the connection or the line failed
    /// @throws InterruptedException if the thread was interrupted while it waited
    Response send(int unit, Request request) throws IOException, InterruptedException;

    /// What is tolerated of the device, or of a gateway before it, and how often it was. Any thread.
    default List<Deviation> deviations() {
        return List.of();
    }

    /// Ends the connection or gives the line back; outstanding calls fail. No effect the second time.
    @Override
    void close();
}
