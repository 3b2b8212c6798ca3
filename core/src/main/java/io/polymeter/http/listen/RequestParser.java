package io.polymeter.http.listen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads requests (RFC 9112) from one connection, one after the other.
final class RequestParser {

    /// Of a request line and all headers together.
    static final int MAX_HEAD = 16 * 1024;
    /// Of a body; an RPC is a few hundred bytes.
    static final int MAX_BODY = 64 * 1024;

    private static final Duration WHOLE = Duration.ofSeconds(10);
    private static final int MAX_HEADERS = 100;
    private static final int MAX_CHUNK_LINE = 64;
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VERSION = Pattern.compile("HTTP/1\\.[01]");

    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]+)([/?].*|)");

    private final TimedInput in;
    private final Socket socket;
    private final Runnable goOn;
    private int head;

    /// @param goOn sends "100 Continue"
    RequestParser(TimedInput in, Socket socket, Runnable goOn) {
        this.in = in;
        this.socket = socket;
        this.goOn = goOn;
    }

    /// A request, and whether the connection goes on behind it.
    ///
    /// @param chunks whether the client understands an answer in chunks
    record Parsed(HttpHead head, boolean keepAlive, boolean chunks) {}

    /// Waits for the next request.
    ///
    /// @param idle how long it may take to begin
    /// @return null where the client has gone
    /// @throws HttpFault where it is not understood
    @Nullable
    Parsed next(Duration idle) throws IOException {
        in.allow(idle);
        head = 0;
        String line = line();
        if (line == null) {
            return null;
        }
        // A blank line before a request is skipped (RFC 9112, 2.2).
        if (line.isEmpty()) {
            line = line();
            if (line == null) {
                return null;
            }
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !METHOD.matcher(parts[0]).matches()) {
            throw new HttpFault(400, "invalid request line");
        }
        if (!VERSION.matcher(parts[2]).matches()) {
            throw new HttpFault(505, "HTTP/1.1 is spoken here");
        }
        Map<String, String> headers = headers();
        String target = origin(parts[1], headers);
        if (!target.startsWith("/")) {
            throw new HttpFault(400, "the path must begin with '/'");
        }
        HttpHead call = new HttpHead(
                parts[0],
                target,
                headers,
                (InetSocketAddress) socket.getRemoteSocketAddress(),
                (InetSocketAddress) socket.getLocalSocketAddress(),
                new HttpBody(this, headers));
        return new Parsed(call, keepsAlive(parts[2], headers), parts[2].equals("HTTP/1.1"));
    }

    /// The same with its body, decoded.
    static HttpCall whole(HttpHead head) throws IOException {
        byte[] body = head.body().read(MAX_BODY);
        if (body == null) {
            throw new HttpFault(HttpFault.TOO_LARGE, "the body is larger than " + MAX_BODY + " bytes");
        }
        String target = head.target();
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return new HttpCall(
                head.method(),
                decoded(path.replace("+", "%2B")),
                query(mark < 0 ? "" : target.substring(mark + 1)),
                head.headers(),
                body,
                head.from(),
                head.local());
    }

    /// A target with a host (RFC 9112, 3.2.2), which counts instead of the header, without it.
    private static String origin(String target, Map<String, String> headers) {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (!absolute.matches()) {
            return target;
        }
        headers.put("host", absolute.group(1));
        String path = absolute.group(2);
        return path.startsWith("/") ? path : "/" + path;
    }

    private static boolean keepsAlive(String version, Map<String, String> headers) {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        return version.equals("HTTP/1.1") ? !connection.contains("close") : connection.contains("keep-alive");
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        while (true) {
            String line = line();
            if (line == null) {
                throw new IOException("the connection ended inside a request");
            }
            if (line.isEmpty()) {
                return headers;
            }
            if (headers.size() >= MAX_HEADERS) {
                throw new HttpFault(431, "there are more than " + MAX_HEADERS + " headers");
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw new HttpFault(400, "invalid header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String before = headers.putIfAbsent(name, value);
            if (before != null && name.equals("content-length") && !before.equals(value)) {
                throw new HttpFault(400, "two lengths of one body");
            }
            if (before != null && (name.equals("host") || name.equals("transfer-encoding"))) {
                throw new HttpFault(400, "the header " + name + " occurs twice");
            }
        }
    }

    /// A line without its end, null where nothing comes any more.
    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        while (true) {
            int next = in.read();
            if (next < 0) {
                if (line.size() == 0 && head == 0) {
                    return null;
                }
                throw new IOException("the connection ended inside a request");
            }
            if (head++ == 0) {
                in.allow(WHOLE);
            }
            if (head > MAX_HEAD) {
                throw new HttpFault(431, "the request's head is larger than " + MAX_HEAD + " bytes");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
    }

    /// The body behind a head.
    ///
    /// @param most in bytes
    byte[] body(Map<String, String> headers, int most) throws IOException {
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding == null && length == null) {
            return new byte[0];
        }
        if (coding != null && length != null) {
            throw new HttpFault(400, "a body has a length or chunks, not both");
        }
        if ("100-continue".equalsIgnoreCase(headers.getOrDefault("expect", ""))) {
            goOn.run();
        }
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new HttpFault(501, "the transfer coding is not known");
            }
            return chunks(most);
        }
        if (length == null || !length.matches("[0-9]{1,9}")) {
            throw new HttpFault(400, "invalid Content-Length");
        }
        int count = Integer.parseInt(length);
        if (count > most) {
            throw new HttpFault(HttpFault.TOO_LARGE, "the body is larger than " + most + " bytes");
        }
        return in.read(count);
    }

    private byte[] chunks(int most) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            // Each has the length of a head; the time goes on.
            head = 1;
            String line = line();
            String size = line == null ? "" : line.split(";", 2)[0].strip();
            if (size.length() > MAX_CHUNK_LINE || !size.matches("[0-9A-Fa-f]{1,6}")) {
                throw new HttpFault(400, "invalid chunk");
            }
            int count = Integer.parseInt(size, 16);
            if (body.size() + count > most) {
                throw new HttpFault(HttpFault.TOO_LARGE, "the body is larger than " + most + " bytes");
            }
            if (count == 0) {
                headers();
                return body.toByteArray();
            }
            body.writeBytes(in.read(count));
            if (!"".equals(line())) {
                throw new HttpFault(400, "invalid chunk");
            }
        }
    }

    private static Map<String, String> query(String raw) throws HttpFault {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                query.putIfAbsent(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) throws HttpFault {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new HttpFault(400, "invalid URL encoding");
        }
    }
}
