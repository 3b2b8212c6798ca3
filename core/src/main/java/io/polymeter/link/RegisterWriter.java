package io.polymeter.link;

import java.util.concurrent.CompletionStage;

/// Writes registers of one meter's device, over the connection that it is polled on.
public interface RegisterWriter {

    /// Writes registers that follow each other, in one request. Any thread; never waits, and never fails but by
    /// what it gives back.
    ///
    /// @param address of the first, zero-based
    /// @param words 0 to 65535 each
    /// @return empty where the device has accepted, else why not
    CompletionStage<String> write(int address, int... words);
}
