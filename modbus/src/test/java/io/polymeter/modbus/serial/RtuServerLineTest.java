package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The server on a line and in a time that the test makes up, so that moments are exact.
class RtuServerLineTest {

    private static final SerialParameters PARAMETERS = new SerialParameters(9_600, SerialParameters.Parity.EVEN, 1);
    private static final long MILLI = 1_000_000;
    private static final String READ = SerialBus.frame("01 03 0005 0001");
    private static final String REPLY = SerialBus.frame("01 03 02 1005");

    private final ScriptedLine line = new ScriptedLine();
    private final LiveRtuStatistics tally = new LiveRtuStatistics();
    private RtuSettings settings = RtuSettings.of(PARAMETERS, unit -> unit == 1).withTicker(line);
    private RequestHandler handler = new SerialMemory();

    @Test
    void waitsForTheSilenceOfThreeAndAHalfCharacters() throws IOException {
        line.at(500 * MILLI, READ);
        serve();
        assertThat(line.written).isEqualTo(REPLY);
        assertThat(line.writtenAt).isEqualTo(500 * MILLI + PARAMETERS.t3_5());
        assertThat(tally.snapshot().turnaround().last()).isEqualTo(PARAMETERS.t3_5());
    }

    @Test
    void doesNotWaitWhereBytesTakeNoTime() throws IOException {
        line.paced = false;
        line.at(500 * MILLI, READ);
        serve();
        assertThat(line.writtenAt).isEqualTo(500 * MILLI);
    }

    @Test
    void staysSilentWhenAnotherRequestBeginsDuringTheTurnaround() throws IOException {
        line.at(500 * MILLI, READ);
        line.at(501 * MILLI, READ.substring(0, 8));
        serve();
        assertThat(line.written).isEmpty();
        assertThat(tally.snapshot().late()).isEqualTo(1);
    }

    @Test
    void answersAlthoughADriverLeavesAByteOnTheWireWhenItLetsGo() throws IOException {
        line.at(500 * MILLI, READ);
        line.at(501 * MILLI, "ff");
        serve();
        assertThat(line.written).isEqualTo(REPLY);
    }

    @Test
    void staysSilentWhenTheHandlerTookTooLong() throws IOException {
        SerialMemory memory = new SerialMemory();
        handler = (unit, request, peer) -> {
            line.now += 101 * MILLI;
            return memory.handle(unit, request, peer);
        };
        line.at(500 * MILLI, READ);
        serve();
        assertThat(line.written).isEmpty();
        assertThat(tally.snapshot().late()).isEqualTo(1);
    }

    @Test
    void staysSilentWhenTheProcessWasStoppedAndNobodyKnowsHowOldTheRequestIs() throws IOException {
        line.stopFrom = 400 * MILLI;
        line.stopUntil = 3_000 * MILLI;
        line.at(500 * MILLI, READ);
        line.at(5_000 * MILLI, READ);
        serve();
        assertThat(line.written).isEqualTo(REPLY);
        assertThat(line.writtenAt).isGreaterThan(5_000 * MILLI);
        assertThat(tally.snapshot().late()).isEqualTo(1);
    }

    @Test
    void aFrameTornByAnAdapterIsStillOne() throws IOException {
        line.at(500 * MILLI, READ.substring(0, 6));
        line.at(516 * MILLI, READ.substring(6));
        serve();
        assertThat(line.written).isEqualTo(REPLY);
    }

    @Test
    void halfAFrameIsForgottenAfterSilence() throws IOException {
        line.at(500 * MILLI, READ.substring(0, 6));
        line.at(1_500 * MILLI, READ);
        serve();
        assertThat(line.written).isEqualTo(REPLY);
        assertThat(line.writtenAt).isEqualTo(1_500 * MILLI + PARAMETERS.t3_5());
    }

    @Test
    void aSlowerTurnaroundIsKept() throws IOException {
        settings = settings.withTurnaround(Duration.ofMillis(12));
        line.at(500 * MILLI, READ);
        serve();
        assertThat(line.writtenAt).isEqualTo(512 * MILLI);
    }

    private void serve() throws IOException {
        var service = new RtuServerLine.Service(settings, handler, tally);
        new RtuServerLine(line, new RtuPeer("test"), service).serve(() -> line.now > 10_000 * MILLI);
    }

    /// Bytes that arrive at given moments; its own clock, which stands still but for waiting.
    private static final class ScriptedLine implements SerialLine, Ticker {

        boolean paced = true;
        long now;
        long stopFrom = Long.MAX_VALUE;
        long stopUntil;
        String written = "";
        long writtenAt;
        private final java.util.TreeMap<Long, String> arrivals = new java.util.TreeMap<>();

        void at(long moment, String hex) {
            arrivals.put(moment, hex);
        }

        @Override
        public int read(byte[] target, long timeoutNanos) {
            long end = now + timeoutNanos;
            long next = arrivals.isEmpty() ? Long.MAX_VALUE : arrivals.firstKey();
            now = Math.max(now, Math.min(end, next));
            if (now >= stopFrom && now < stopUntil) {
                now = stopUntil;
            }
            if (next > now) {
                return 0;
            }
            byte[] bytes = HexFormat.of().parseHex(arrivals.pollFirstEntry().getValue());
            System.arraycopy(bytes, 0, target, 0, bytes.length);
            return bytes.length;
        }

        @Override
        public void write(byte[] bytes, int length) {
            written += HexFormat.of().formatHex(bytes, 0, length);
            writtenAt = now;
        }

        @Override
        public String name() {
            return "script";
        }

        @Override
        public boolean paced() {
            return paced;
        }

        @Override
        public void close() {}

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            now += nanos;
        }
    }
}
