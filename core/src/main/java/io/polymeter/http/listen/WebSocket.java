package io.polymeter.http.listen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/// One WebSocket from its handshake to its end, on the thread of its connection.
final class WebSocket {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration FRAME = Duration.ofSeconds(10);
    private static final int KEY_BYTES = 16;

    private final TimedInput in;
    private final OutputStream out;
    private final HttpAnswer.Messages messages;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private int kind = -1;

    WebSocket(TimedInput in, OutputStream out, HttpAnswer.Messages messages) {
        this.in = in;
        this.out = out;
        this.messages = messages;
    }

    /// The answer to a client's key.
    ///
    /// @throws HttpFault where the handshake is none
    static String accept(HttpHead call) throws HttpFault {
        if (!call.method().equals("GET") || !"13".equals(call.headers().get("sec-websocket-version"))) {
            throw new HttpFault(426, "version 13 of WebSocket is spoken here");
        }
        String key = call.headers().get("sec-websocket-key");
        if (key == null || !isKey(key)) {
            throw new HttpFault(400, "invalid Sec-WebSocket-Key");
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Answers messages until one side ends it.
    void run() throws IOException {
        boolean asked = false;
        try {
            while (true) {
                in.allow(QUIET);
                int first;
                try {
                    first = in.read();
                } catch (SocketTimeoutException _) {
                    if (asked) {
                        return;
                    }
                    asked = true;
                    new WebSocketFrame(true, WebSocketFrame.PING, new byte[0]).write(out);
                    continue;
                }
                if (first < 0) {
                    return;
                }
                asked = false;
                in.allow(FRAME);
                if (!take(WebSocketFrame.read(first, in))) {
                    return;
                }
            }
        } catch (WebSocketFault fault) {
            close(fault.code());
        }
    }

    /// @return false at the end
    private boolean take(WebSocketFrame frame) throws IOException, WebSocketFault {
        switch (frame.opcode()) {
            case WebSocketFrame.PING -> new WebSocketFrame(true, WebSocketFrame.PONG, frame.payload()).write(out);
            case WebSocketFrame.PONG -> {}
            case WebSocketFrame.CLOSE -> {
                byte[] status = frame.payload();
                if (status.length == 1) {
                    throw new WebSocketFault(1002, "a status has two bytes");
                }
                new WebSocketFrame(true, WebSocketFrame.CLOSE, Arrays.copyOf(status, Math.min(2, status.length)))
                        .write(out);
                return false;
            }
            default -> part(frame);
        }
        return true;
    }

    private void part(WebSocketFrame frame) throws IOException, WebSocketFault {
        boolean begins = frame.opcode() != WebSocketFrame.CONTINUATION;
        if (begins == kind >= 0) {
            throw new WebSocketFault(1002, begins ? "a message inside another" : "nothing to continue");
        }
        if (begins) {
            kind = frame.opcode();
        }
        if (parts.size() + frame.payload().length > WebSocketFrame.MAX_PAYLOAD) {
            throw new WebSocketFault(1009, "larger than " + WebSocketFrame.MAX_PAYLOAD + " bytes");
        }
        parts.writeBytes(frame.payload());
        if (!frame.last()) {
            return;
        }
        byte[] whole = parts.toByteArray();
        parts.reset();
        if (kind == WebSocketFrame.BINARY) {
            throw new WebSocketFault(1003, "only text is understood");
        }
        kind = -1;
        String answer = messages.answer(text(whole));
        if (answer != null) {
            new WebSocketFrame(true, WebSocketFrame.TEXT, answer.getBytes(StandardCharsets.UTF_8)).write(out);
        }
    }

    private static String text(byte[] bytes) throws WebSocketFault {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new WebSocketFault(1007, "not UTF-8");
        }
    }

    private void close(int code) throws IOException {
        new WebSocketFrame(true, WebSocketFrame.CLOSE, new byte[] {(byte) (code >> 8), (byte) code}).write(out);
    }

    /// The head of the answer to a handshake.
    static byte[] handshake(String accept) {
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
