package io.polymeter.link.homeassistant;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A real server that plays Home Assistant's REST and WebSocket interfaces on one port.
final class FakeHomeassistant implements AutoCloseable {

    static final String TOKEN = "long-lived";

    /// The whole JSON state of each entity.
    final Map<String, String> states = new ConcurrentHashMap<>();

    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<OutputStream> subscribers = new CopyOnWriteArrayList<>();

    FakeHomeassistant(int port) {
        try {
            listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    int subscribers() {
        return subscribers.size();
    }

    static String state(String state, @Nullable String unit) {
        return "{\"state\":" + JsonText.quote(state) + ",\"attributes\":{"
                + (unit == null ? "" : "\"unit_of_measurement\":" + JsonText.quote(unit)) + "}}";
    }

    void change(String entity, String json) {
        for (OutputStream out : List.copyOf(subscribers)) {
            try {
                frame(
                        out,
                        "{\"id\":1,\"type\":\"event\",\"event\":{\"event_type\":\"state_changed\",\"data\":{\"entity_id\":"
                                + JsonText.quote(entity) + ",\"new_state\":" + json + "}}}");
            } catch (IOException _) {
                subscribers.remove(out);
            }
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            while (true) {
                String path = line(in).split(" ", -1)[1];
                Map<String, String> headers = headers(in);
                if (path.equals("/api/websocket")) {
                    upgrade(out, headers.getOrDefault("sec-websocket-key", ""));
                    converse(in, out);
                    return;
                }
                String body = states.get(path.substring("/api/states/".length()));
                boolean known = ("Bearer " + TOKEN).equals(headers.get("authorization"));
                answer(out, !known ? 401 : body == null ? 404 : 200, body == null ? "{}" : body);
            }
        } catch (IOException | RuntimeException _) {
            // The other side has gone.
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static Map<String, String> headers(DataInputStream in) throws IOException {
        Map<String, String> headers = new ConcurrentHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static void answer(OutputStream out, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private static void upgrade(OutputStream out, String key) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void converse(DataInputStream in, OutputStream out) throws IOException {
        frame(out, "{\"type\":\"auth_required\",\"ha_version\":\"2026.11.0\"}");
        while (true) {
            JsonValue message = JsonValue.parse(frame(in));
            String type = String.valueOf(message.text("type"));
            switch (type) {
                case "auth" -> {
                    boolean good = TOKEN.equals(message.text("access_token"));
                    frame(out, good ? "{\"type\":\"auth_ok\"}" : "{\"type\":\"auth_invalid\",\"message\":\"no\"}");
                }
                case "subscribe_events" -> {
                    frame(out, "{\"id\":1,\"type\":\"result\",\"success\":true,\"result\":null}");
                    subscribers.add(out);
                }
                default -> frame(out, "{\"type\":\"pong\"}");
            }
        }
    }

    /// One masked text frame of a client (RFC 6455, 5.2).
    private static String frame(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] mask = in.readNBytes(4);
        byte[] bytes = in.readNBytes(length);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= mask[i % 4];
        }
        if ((first & 0x0f) != 1) {
            throw new IOException("closed");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static synchronized void frame(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(0x81);
        if (bytes.length < 126) {
            out.write(bytes.length);
        } else {
            out.write(new byte[] {126, (byte) (bytes.length >> 8), (byte) bytes.length});
        }
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
