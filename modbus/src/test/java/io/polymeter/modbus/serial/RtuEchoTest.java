package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.serial.RtuSettings.Echo;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtuEchoTest {

    private static final byte[] READ_REPLY = HexFormat.of().parseHex("010302100521d7");
    private static final byte[] WRITE_REPLY = HexFormat.of().parseHex("010600074711cbf7");
    private static final byte[] NEXT = HexFormat.of().parseHex("0103000500010bd4");

    @Test
    void leavesExactlyTheRestInEveryPartitionOfEchoAndRequest() {
        byte[] all = joined(READ_REPLY, NEXT);
        for (int first = 1; first < all.length; first++) {
            for (int second = first + 1; second <= all.length; second++) {
                RtuEcho echo = sent(RtuEcho.ofServer(Echo.AUTOMATIC), READ_REPLY);
                assertThat(fed(echo, all, first, second)).isEqualTo(NEXT);
            }
        }
    }

    @Test
    void givesBackInOrderWhatOnlyBeganLikeAnEcho() {
        byte[] all = HexFormat.of().parseHex("0103021005ff4242");
        for (Echo mode : new Echo[] {Echo.AUTOMATIC, Echo.YES}) {
            for (int first = 1; first < all.length; first++) {
                for (int second = first + 1; second <= all.length; second++) {
                    RtuEcho echo = sent(RtuEcho.ofServer(mode), READ_REPLY);
                    assertThat(fed(echo, all, first, second)).isEqualTo(all);
                }
            }
        }
    }

    @Test
    void aCopyOfAWriteLongAfterTheReplyIsARequest() {
        RtuEcho echo = sent(RtuEcho.ofServer(Echo.AUTOMATIC), WRITE_REPLY);
        assertThat(echo.swallow(WRITE_REPLY, WRITE_REPLY.length, 1_000_000_000)).isZero();
        assertThat(echo.complete()).isFalse();
    }

    @Test
    void aCopyOfAWriteSoonAfterTheReplyIsAnEchoUntilMoreIsKnown() {
        RtuEcho echo = sent(RtuEcho.ofServer(Echo.AUTOMATIC), WRITE_REPLY);
        assertThat(echo.swallow(WRITE_REPLY, WRITE_REPLY.length, 1_000_000)).isEqualTo(WRITE_REPLY.length);
        // The client repeats itself, so it was no echo, and this one is not either.
        assertThat(echo.swallow(WRITE_REPLY, WRITE_REPLY.length, 2_000_000)).isZero();
    }

    @Test
    void anAdapterKnownToEchoMayTakeItsTime() {
        RtuEcho echo = sent(RtuEcho.ofServer(Echo.YES), WRITE_REPLY);
        assertThat(echo.swallow(WRITE_REPLY, WRITE_REPLY.length, 1_000_000_000)).isEqualTo(WRITE_REPLY.length);
        assertThat(echo.complete()).isTrue();
    }

    @Test
    void nothingIsSwallowedWhereNothingEchoes() {
        RtuEcho echo = sent(RtuEcho.ofServer(Echo.NO), READ_REPLY);
        assertThat(echo.swallow(READ_REPLY, READ_REPLY.length, 0)).isZero();
    }

    @Test
    void aClientTakesTheCopyOfItsWriteForTheReplyUntilMoreIsKnown() {
        RtuEcho echo = sent(RtuEcho.ofClient(Echo.AUTOMATIC), WRITE_REPLY);
        assertThat(echo.swallow(WRITE_REPLY, WRITE_REPLY.length, 0)).isZero();
        sent(echo, NEXT);
        assertThat(echo.swallow(NEXT, NEXT.length, 0)).isEqualTo(NEXT.length);
        sent(echo, WRITE_REPLY);
        assertThat(echo.swallow(WRITE_REPLY, WRITE_REPLY.length, 0)).isEqualTo(WRITE_REPLY.length);
    }

    private static RtuEcho sent(RtuEcho echo, byte[] bytes) {
        echo.sent(bytes, bytes.length, 0);
        return echo;
    }

    /// What is left of `all` after it came in three chunks.
    private static byte[] fed(RtuEcho echo, byte[] all, int first, int second) {
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        int[] ends = {first, second, all.length};
        int start = 0;
        for (int end : ends) {
            byte[] chunk = java.util.Arrays.copyOfRange(all, start, end);
            int from = echo.swallow(chunk, chunk.length, 0);
            left.write(echo.bytes(), 0, echo.released());
            left.write(chunk, from, chunk.length - from);
            start = end;
        }
        return left.toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] two) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(two);
        return all.toByteArray();
    }
}
