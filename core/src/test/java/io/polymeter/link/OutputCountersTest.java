package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Peer;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutputCountersTest {

    private static final long SECOND = 1_000_000_000L;

    private final OutputCounters tally = new OutputCounters();

    /// A connection.
    private record Connection(@Nullable InetAddress address, String name) implements Peer {
        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public void close() {
            // It is none.
        }
    }

    private static Connection from(String address, int port) throws Exception {
        return new Connection(InetAddress.getByName(address), address + ":" + port);
    }

    @Test
    void theConnectionsOfAnAddressAreOneReader() throws Exception {
        for (int i = 0; i < 20; i++) {
            tally.asked(from("10.0.0.1", 1000 + i), (100 + i / 2) * SECOND);
        }
        tally.asked(from("10.0.0.2", 2000), 109 * SECOND + SECOND / 2);
        OutputStatistics seen = tally.snapshot(110 * SECOND);
        assertThat(seen.requests()).isEqualTo(21);
        assertThat(seen.perSecond()).isEqualTo(2.1);
        assertThat(seen.lastClient()).isEqualTo("10.0.0.2:2000");
        assertThat(seen.readers())
                .containsExactly(
                        new OutputStatistics.Reader("10.0.0.1", 20, 2.0, SECOND),
                        new OutputStatistics.Reader("10.0.0.2", 1, 0.1, SECOND / 2));
    }

    @Test
    void theMasterOfASerialLineIsAReader() {
        tally.asked(new Connection(null, "/dev/ttyUSB0"), 5);
        assertThat(tally.snapshot(5).readers())
                .extracting(OutputStatistics.Reader::name)
                .containsExactly("/dev/ttyUSB0");
    }

    @Test
    void ofTooManyReadersTheOthersCountAsOne() throws Exception {
        for (int i = 0; i < 1000; i++) {
            tally.asked(from("10.0." + i / 250 + "." + i % 250, 1), 100 * SECOND);
        }
        OutputStatistics seen = tally.snapshot(101 * SECOND);
        assertThat(seen.requests()).isEqualTo(1000);
        assertThat(seen.readers()).hasSize(OutputStatistics.READERS);
        assertThat(seen.readers().getFirst().name()).isEqualTo("others");
        assertThat(seen.readers().getFirst().requests()).isEqualTo(1000 - OutputStatistics.READERS + 1);
    }

    @Test
    void answersAreCountedByHowLongTheyTook() {
        for (long took : new long[] {0, 1, 2, 3, 1000, 1023, 1024, 5 * SECOND}) {
            tally.answered(took);
        }
        OutputStatistics seen = tally.snapshot(0);
        assertThat(seen.turnaround().get(0)).isEqualTo(1);
        assertThat(seen.turnaround().get(1)).isEqualTo(1);
        assertThat(seen.turnaround().get(2)).isEqualTo(2);
        assertThat(seen.turnaround().get(10)).as("below 1024 ns").isEqualTo(2);
        assertThat(seen.turnaround().get(11)).isEqualTo(1);
        assertThat(seen.turnaround().getLast()).isEqualTo(1);
        assertThat(seen.turnaround().stream().mapToLong(Long::longValue).sum()).isEqualTo(8);
    }
}
