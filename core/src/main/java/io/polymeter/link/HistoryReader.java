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

        /// Takes what is kept of an interval.
        void take(Point point, PastInterval interval);
    }

    /// What is kept of one interval of a point, in the point's unit.
    ///
    /// @param seconds how long it is
    /// @param covered how many of its seconds had a value, 1 to `seconds`
    /// @param mean of those seconds
    /// @param greatest of those seconds; counters do not fall, so of a counter it is the last
    /// @param derived true where a value of it was computed, not measured
    record PastInterval(Instant start, int seconds, int covered, double mean, double greatest, boolean derived) {}
}
