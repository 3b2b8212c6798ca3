package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.link.News;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says of each address that it was turned away at an endpoint; the endpoint's counter tells how often. The
/// endpoint's thread notes, the link's thread writes the log.
final class RejectionLog {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.link");
    /// So many at once: beyond that somebody is scanning, and the counter says enough.
    private static final int TOLD = 100;

    private final Clock.Signal signal;
    private final News<InetAddress> known;
    private final Queue<InetAddress> untold = new ConcurrentLinkedQueue<>();

    RejectionLog(Clock clock) {
        signal = clock.signal();
        known = new News<>(TOLD, clock::nanos);
    }

    /// Notes an address; never blocks.
    void note(InetAddress address) {
        if (known.isNews(address)) {
            untold.add(address);
            signal.raise();
        }
    }

    /// Tells of strangers until it is interrupted.
    void tell(String endpoint) throws InterruptedException {
        while (true) {
            for (InetAddress next = untold.poll(); next != null; next = untold.poll()) {
                LOG.warn(
                        "{}: refused: {} is not among those who may read or write here",
                        endpoint,
                        next.getHostAddress());
            }
            signal.await(Duration.ofDays(1));
        }
    }
}
