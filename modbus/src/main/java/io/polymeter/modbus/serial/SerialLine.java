package io.polymeter.modbus.serial;

import java.io.Closeable;
import java.io.IOException;

/// An open serial line. One thread reads; writing and closing may happen elsewhere. Reading blocks the platform
/// thread.
public interface SerialLine extends Closeable {

    /// Reads what has arrived, at most until `target` is full; waits for the first byte.
    ///
    /// @param timeoutNanos 0 takes only what is there already; may be exceeded by what the operating system's
    ///     timers cost
    /// @return how many bytes, 0 when none came in time
    /// @throws IOException if the line is gone or was closed
    int read(byte[] target, long timeoutNanos) throws IOException;

    /// Sends the first `length` bytes.
    ///
    /// @throws IOException if the line is gone or was closed
    void write(byte[] bytes, int length) throws IOException;

    /// Changes how characters travel, on the open line: a meter may answer at another rate than it was asked at.
    /// A line whose bytes take no time (a pseudo-terminal, TCP) may take any parameters for the same.
    ///
    /// @throws IOException if the line is gone, was closed, or cannot do so
    default void change(SerialParameters parameters) throws IOException {}

    /// The device as it was named when it was opened, e.g. `/dev/ttyUSB0`.
    String name();

    /// Whether bytes take the time of their bits. A pseudo-terminal has no baud rate: they arrive at once, and
    /// silence says nothing.
    boolean paced();

    /// Whether reading blocks the platform thread below a virtual one, as the system's ports do. A line of a
    /// simulated world lets virtual threads wait.
    default boolean pinsThread() {
        return true;
    }

    /// Gives the line back; a blocked read ends with an [IOException]. No effect the second time.
    @Override
    void close();
}
