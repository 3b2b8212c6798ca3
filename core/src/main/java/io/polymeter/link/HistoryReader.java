package io.polymeter.link;

import io.polymeter.point.Point;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// What was kept of the past, for outputs that are asked for it later.
public interface HistoryReader {

    /// The oldest instant of which something is kept, empty where there is nothing yet.
    ///
    /// @throws IOException where it cannot be read
    Optional<Instant> since() throws IOException;

    /// Gives what is kept of a meter between two instants, in no certain order.
    ///
    /// @param to the first instant that is not wanted any more
    /// @throws IOException where it cannot be read
    void read(String meter, Instant from, Instant to, Taker taker) throws IOException;

    /// Takes values.
    interface Taker {

        /// Takes a value of an interval.
        ///
        /// @param seconds how long the interval is
        /// @param value in the point's unit, the mean of the interval
        void take(Point point, Instant start, int seconds, double value);
    }
}
