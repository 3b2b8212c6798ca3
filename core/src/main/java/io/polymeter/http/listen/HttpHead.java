package io.polymeter.http.listen;

import java.net.InetSocketAddress;
import java.util.Map;

/// A request of which the head was read, and its body not yet.
///
/// @param method in capital letters
/// @param target path and query as they were sent, beginning with a slash
/// @param headers names in lower case; of a name that occurs twice, the first
/// @param from who asks
/// @param local the address of ours it came in by
/// @param body read on demand, so that a client that may not send one is turned away first
public record HttpHead(
        String method,
        String target,
        Map<String, String> headers,
        InetSocketAddress from,
        InetSocketAddress local,
        HttpBody body) {

    public HttpHead {
        headers = Map.copyOf(headers);
    }
}
