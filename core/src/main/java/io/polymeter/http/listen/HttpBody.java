package io.polymeter.http.listen;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of a request, still with the client.
public final class HttpBody {

    private final RequestParser parser;
    private final Map<String, String> headers;
    private boolean unread;

    HttpBody(RequestParser parser, Map<String, String> headers) {
        this.parser = parser;
        this.headers = headers;
        this.unread = headers.containsKey("transfer-encoding")
                || !headers.getOrDefault("content-length", "0").equals("0");
    }

    /// Reads it whole; once.
    ///
    /// @param most in bytes
    /// @return null where it is larger
    /// @throws IOException where it does not come in time, or is malformed; the connection ends
    public byte @Nullable [] read(int most) throws IOException {
        try {
            byte[] whole = parser.body(headers, most);
            unread = false;
            return whole;
        } catch (HttpFault fault) {
            if (fault.status() == HttpFault.TOO_LARGE) {
                return null;
            }
            throw fault;
        }
    }

    /// True where bytes of it may still come: what follows cannot be read as a request.
    boolean isUnread() {
        return unread;
    }
}
