package io.polymeter.modbus.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// There is no connection to a device; the message names the device and the reason.
public final class ConnectFailedException extends ConnectionException {

    private static final long serialVersionUID = 1;

    /// Why there is no connection.
    public enum Reason {
        /// The machine is there, but nothing listens on that port.
        REFUSED("connection refused"),
        /// Nothing answered: switched off, another network, or a firewall that drops.
        NO_ANSWER("no answer in time"),
        /// The network knows no way.
        UNREACHABLE("host unreachable"),
        /// The name has no address.
        UNKNOWN_HOST("the host name is unknown"),
        /// The TLS handshake failed, mostly for a certificate that one side does not accept.
        TLS("the TLS handshake failed"),
        /// Anything else.
        OTHER("the connection failed");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private final Reason reason;

    /// @param host as it was given
    /// @param port 1 to 65535
    /// @param cause what the system said
    public ConnectFailedException(String host, int port, Reason reason, IOException cause) {
        super(host + ":" + port + ": " + reason.words + detail(reason, cause));
        this.reason = reason;
        initCause(cause);
    }

    static ConnectFailedException of(String host, int port, IOException cause) {
        return new ConnectFailedException(host, port, reason(cause), cause);
    }

    /// Why there is no connection.
    public Reason reason() {
        return reason;
    }

    private static Reason reason(IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return switch (cause) {
            case UnknownHostException _ -> Reason.UNKNOWN_HOST;
            case SocketTimeoutException _ -> Reason.NO_ANSWER;
            case NoRouteToHostException _ -> Reason.UNREACHABLE;
            case SSLException _ -> Reason.TLS;
            case ConnectException _ -> text.contains("timed out") ? Reason.NO_ANSWER : Reason.REFUSED;
            default -> text.contains("unreachable") ? Reason.UNREACHABLE : Reason.OTHER;
        };
    }

    private static String detail(Reason reason, IOException cause) {
        return switch (reason) {
            case TLS, OTHER -> ": " + cause.getMessage();
            case REFUSED, NO_ANSWER, UNREACHABLE, UNKNOWN_HOST -> "";
        };
    }
}
