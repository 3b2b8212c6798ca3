package io.polymeter.http.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames of RFC 6455 as a client sends them, and the faults that end a connection.
class WebSocketFrameTest {

    /// A socket of which only its bytes matter.
    private static TimedInput input(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        TimedInput input = new TimedInput(new Socket() {
            @Override
            public InputStream getInputStream() {
                return in;
            }

            @Override
            public void setSoTimeout(int millis) {
                assertThat(millis).isPositive();
            }
        });
        input.allow(Duration.ofSeconds(10));
        return input;
    }

    private static WebSocketFrame read(String hex) throws IOException, WebSocketFault {
        TimedInput in = input(HexFormat.of().parseHex(hex.replace(" ", "")));
        return WebSocketFrame.read(in.read(), in);
    }

    /// The example of section 5.7: "Hello", masked.
    @Test
    void aMaskedTextIsRead() throws Exception {
        WebSocketFrame frame = read("81 85 37 fa 21 3d 7f 9f 4d 51 58");
        assertThat(frame.last()).isTrue();
        assertThat(frame.opcode()).isEqualTo(WebSocketFrame.TEXT);
        assertThat(frame.isControl()).isFalse();
        assertThat(new String(frame.payload(), StandardCharsets.UTF_8)).isEqualTo("Hello");
        assertThat(read("89 80 01 02 03 04").isControl()).isTrue();
        assertThat(read("01 80 01 02 03 04").last()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "c1 80 00 00 00 00, 1002, no extension was agreed on",
        "83 80 00 00 00 00, 1002, unknown opcode",
        "8b 80 00 00 00 00, 1002, unknown opcode",
        "81 05 48 65 6c 6c 6f, 1002, a client's frames are masked",
        "09 80 00 00 00 00, 1002, a control frame is short and whole",
        "89 fe 00 7e 00 00 00 00, 1002, a control frame is short and whole",
        "82 ff 00 00 00 00 00 01 00 01 00 00 00 00, 1009, larger than 65536 bytes",
        "82 ff ff ff ff ff ff ff ff ff 00 00 00 00, 1009, larger than 65536 bytes",
    })
    void whatTheProtocolForbidsIsAFault(String hex, int code, String message) {
        assertThatExceptionOfType(WebSocketFault.class)
                .isThrownBy(() -> read(hex))
                .withMessage(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
    void aFrameThatIsSentSaysItsLengthInTheShortestWay(int length, int head) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new WebSocketFrame(true, WebSocketFrame.BINARY, new byte[length]).write(out);
        byte[] sent = out.toByteArray();
        assertThat(sent).hasSize(head + length);
        assertThat(sent[0]).isEqualTo((byte) 0x82);
        // The same, masked with zeros, is what a client would send.
        byte[] masked = new byte[sent.length + 4];
        System.arraycopy(sent, 0, masked, 0, head);
        masked[1] |= (byte) 0x80;
        TimedInput in = input(masked);
        assertThat(WebSocketFrame.read(in.read(), in).payload()).hasSize(length);
        assertThat(in.holds()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "81 85 37 fa", "81 85 37 fa 21 3d 7f", "81 fe 01"})
    void aConnectionThatEndsInsideAFrameIsNoFrame(String hex) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(hex))
                .withMessage("the connection ended inside a message");
    }

    @Test
    void whoeverTakesLongerThanAllowedIsTooSlow() throws Exception {
        TimedInput in = input(new byte[] {1});
        in.allow(Duration.ZERO);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);
        in.allow(Duration.ofSeconds(1));
        assertThat(in.read()).isEqualTo(1);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void aFaultOfHttpIsAReplyWithItsStatusAndItsWords() {
        HttpAnswer.Reply reply = new HttpFault(431, "the head is too long").reply();
        assertThat(reply.status()).isEqualTo(431);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("the head is too long");
    }
}
