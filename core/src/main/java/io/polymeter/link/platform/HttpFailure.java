package io.polymeter.link.platform;

import io.polymeter.message.Message;
import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.net.TlsFailure;
import io.polymeter.trust.RefusedCertificateException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

/// Says why there was no answer.
public final class HttpFailure {

    private HttpFailure() {}

    /// In words a person can act on.
    public static String message(Throwable failure) {
        return said(failure).text();
    }

    /// The same with its code.
    public static Message said(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof RefusedCertificateException || each instanceof HttpRefusedException) {
                return Message.of(each);
            }
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof NoRouteToHostException) {
            return Message.of("is-not-reached", "cannot be reached");
        }
        if (cause instanceof ConnectException) {
            boolean unknown = cause.getCause() instanceof UnresolvedAddressException
                    || cause.getCause() instanceof UnknownHostException;
            return unknown
                    ? Message.of("name-not-known", "its name is not known")
                    : Message.of("refuses-connection", "refuses the connection");
        }
        if (cause instanceof CancellationException || cause instanceof HttpTimeoutException) {
            return Message.of("not-in-time", "does not answer in time");
        }
        if (cause instanceof SSLException unsecured) {
            Wording why = TlsFailure.of(unsecured);
            return why == null
                    ? Message.of("speaks-no-tls", "speaks no TLS that we know; is it an https:// address?")
                    : Message.of(why);
        }
        if (cause instanceof WebSocketHandshakeException refused) {
            return Message.of(
                    "opens-no-websocket",
                    "opens no WebSocket (HTTP status {status})",
                    refused.getResponse().statusCode());
        }
        if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
            return Message.of("name-not-known", "its name is not known");
        }
        if (isForeign(cause)) {
            return Message.of("speaks-no-http", "does not speak HTTP");
        }
        return cause instanceof IOException
                ? Message.of("ended-connection", "ended the connection")
                : Message.of("cannot-be-asked", "cannot be asked");
    }

    /// Whether something came that is no answer of a web server. The runtime tells a head that it cannot read as an
    /// argument, and one that ends too early with what it had by then.
    private static boolean isForeign(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean begun = message.contains("receiving [") && !message.contains("receiving []");
        return cause instanceof ProtocolException
                || cause instanceof IllegalArgumentException
                || message.contains("chunk size")
                || message.contains("parsing http/1.1") && begun;
    }

    /// What a status other than 200 means.
    public static Message said(int status) {
        return switch (status) {
            case 401, 403 ->
                Message.of(
                        "http-login",
                        "the token is missing or refused, or user and password are (HTTP {number})",
                        status);
            case 404 -> Message.of("http-missing", "does not exist (HTTP 404)");
            default -> Message.of("http-status", "HTTP status {number}", status);
        };
    }
}
