package io.polymeter.http.listen;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole request.
///
/// @param method in capital letters
/// @param path decoded, without the query, beginning with a slash
/// @param query decoded; of a name that occurs twice, the first
/// @param headers names in lower case; of a name that occurs twice, the first
/// @param from who asks
/// @param local the address of ours it came in by
@SuppressWarnings("ArrayRecordComponent") // read once, by whoever answers
public record HttpCall(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        InetSocketAddress from,
        InetSocketAddress local) {

    public HttpCall {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /// A header, null where there is none.
    ///
    /// @param name in lower case
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// True where a client asks to go on as a WebSocket.
    public boolean asksForWebSocket() {
        return "websocket".equalsIgnoreCase(headers.getOrDefault("upgrade", ""));
    }
}
