package io.polymeter.modbus.server;

import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.net.TlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A port to serve.
///
/// @param address where to listen; port 0 takes a free one
/// @param handler answers the requests, on the event loop: it must not block
/// @param limits what clients are granted
/// @param admit who may connect; others are closed at once, unanswered
/// @param tls makes this a TLS port (Modbus/TCP Security, usually 802); null serves in the clear
public record TcpListener(
        InetSocketAddress address,
        RequestHandler handler,
        ServerLimits limits,
        Predicate<InetAddress> admit,
        @Nullable TlsContext tls) {

    /// A port in the clear for everyone, with the default limits.
    public static TcpListener plain(InetSocketAddress address, RequestHandler handler) {
        return new TcpListener(address, handler, ServerLimits.DEFAULT, _ -> true, null);
    }

    /// The same with other limits.
    public TcpListener with(ServerLimits limits) {
        return new TcpListener(address, handler, limits, admit, tls);
    }

    /// The same for only some clients.
    public TcpListener admitting(Predicate<InetAddress> admit) {
        return new TcpListener(address, handler, limits, admit, tls);
    }

    /// The same over TLS.
    public TcpListener over(TlsContext tls) {
        return new TcpListener(address, handler, limits, admit, tls);
    }
}
