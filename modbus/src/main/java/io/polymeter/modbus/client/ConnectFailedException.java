package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.net.TlsFailure;
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
        REFUSED,
        /// Nothing answered: switched off, another network, or a firewall that drops.
        NO_ANSWER,
        /// The network knows no way.
        UNREACHABLE,
        /// The name has no address.
        UNKNOWN_HOST,
        /// The TLS handshake failed, mostly for a certificate that one side does not accept.
        TLS,
        /// Anything else.
        OTHER
    }

    private final Reason reason;

    /// @param host as it was given
    /// @param port 1 to 65535
    /// @param cause what the system said
    public ConnectFailedException(String host, int port, Reason reason, IOException cause) {
        super(wording(host + ":" + port, reason, cause));
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

    private static Wording wording(String place, Reason reason, IOException cause) {
        return switch (reason) {
            case REFUSED -> Wording.of("connection-refused", "{place}: connection refused", place);
            case NO_ANSWER -> Wording.of("no-answer", "{place}: no answer in time", place);
            case UNREACHABLE -> Wording.of("unreachable", "{place}: host unreachable", place);
            case UNKNOWN_HOST -> Wording.of("host-unknown", "{place}: the host name is unknown", place);
            case TLS ->
                Wording.of("tls-failed", "{place}: the TLS handshake failed: {why}", place, TlsFailure.words(cause));
            case OTHER ->
                Wording.of("connection-failed", "{place}: the connection failed: {why}", place, Wording.of(cause));
        };
    }
}
