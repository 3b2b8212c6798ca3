package io.polymeter.http.listen;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sends responses (RFC 9112) over one connection.
final class ResponseWriter {

    private static final int CHUNK = 16 * 1024;
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    ResponseWriter(OutputStream out) {
        this.out = out;
    }

    /// What else a response depends on.
    ///
    /// @param keepAlive whether the connection goes on
    /// @param bare whether the request wants the head alone
    /// @param chunks whether the client understands chunks; else a stream ends with its connection
    record Terms(boolean keepAlive, boolean bare, boolean chunks) {

        Terms lastOne() {
            return new Terms(false, bare, chunks);
        }
    }

    /// Sends one of known length.
    void send(int status, Map<String, String> headers, byte[] body, Terms terms) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        boolean without = status == 204 || status == 304;
        if (!without) {
            all.put("Content-Length", String.valueOf(body.length));
        }
        byte[] start = head(status, all, terms.keepAlive());
        byte[] whole = new byte[start.length + (without || terms.bare() ? 0 : body.length)];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, whole.length - start.length);
        out.write(whole);
        out.flush();
    }

    /// Sends a stream, or what it is refused with before its first byte.
    ///
    /// @return whether the connection goes on
    boolean stream(HttpAnswer.Stream stream, Terms terms) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(stream.headers());
        if (terms.chunks()) {
            all.put("Transfer-Encoding", "chunked");
        }
        Headed headed = new Headed(head(stream.status(), all, terms.keepAlive()));
        if (terms.bare()) {
            headed.flush();
            return terms.keepAlive() && terms.chunks();
        }
        try {
            if (terms.chunks()) {
                // Closed only where all of it was written: a body without its end is seen to be cut off.
                OutputStream chunked = new BufferedOutputStream(new Chunks(headed), CHUNK);
                stream.content().write(chunked);
                chunked.close();
            } else {
                OutputStream buffered = new BufferedOutputStream(headed, CHUNK);
                stream.content().write(buffered);
                buffered.flush();
            }
        } catch (HttpRefusal refusal) {
            if (!headed.isPending()) {
                throw refusal;
            }
            HttpAnswer.Whole answer = refusal.answer();
            send(answer.status(), answer.headers(), answer.body(), terms.lastOne());
            return false;
        }
        return terms.keepAlive() && terms.chunks();
    }

    private static byte[] head(int status, Map<String, String> headers, boolean keepAlive) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\n");
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("connection")) {
                head.append(name)
                        .append(": ")
                        .append(value.replaceAll("[\\r\\n]", " "))
                        .append("\r\n");
            }
        });
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 503 -> "Service Unavailable";
            default -> status < 400 ? "OK" : status < 500 ? "Refused" : "Error";
        };
    }

    /// Sends the head before the first byte of the body.
    private final class Headed extends OutputStream {

        private byte[] head;

        private Headed(byte[] head) {
            this.head = head;
        }

        private boolean isPending() {
            return head.length > 0;
        }

        private void begin() throws IOException {
            if (isPending()) {
                byte[] first = head;
                head = new byte[0];
                out.write(first);
            }
        }

        @Override
        public void write(int one) throws IOException {
            begin();
            out.write(one);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            begin();
            out.write(bytes, from, count);
        }

        @Override
        public void flush() throws IOException {
            begin();
            out.flush();
        }
    }

    /// Each write is a chunk; closing it ends the body, not the connection.
    private static final class Chunks extends OutputStream {

        private final OutputStream out;

        private Chunks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (count == 0) {
                return;
            }
            byte[] size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] chunk = new byte[size.length + count + CRLF.length];
            System.arraycopy(size, 0, chunk, 0, size.length);
            System.arraycopy(bytes, from, chunk, size.length, count);
            System.arraycopy(CRLF, 0, chunk, size.length + count, CRLF.length);
            out.write(chunk);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
