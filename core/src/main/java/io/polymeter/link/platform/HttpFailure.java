package io.polymeter.link.platform;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// Says why there was no answer.
public final class HttpFailure {

    private HttpFailure() {}

    /// In words a person can act on.
    public static String words(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "cannot be reached";
        }
        if (cause instanceof ConnectException) {
            boolean unknown = cause.getCause() instanceof UnresolvedAddressException
                    || cause.getCause() instanceof UnknownHostException;
            return unknown ? "its name is not known" : "refuses the connection";
        }
        if (cause instanceof CancellationException) {
            return "does not answer in time";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /// What a status other than 200 means.
    public static String words(int status) {
        return switch (status) {
            case 401, 403 -> "the token is missing or refused (HTTP " + status + ")";
            case 404 -> "does not exist (HTTP 404)";
            default -> "HTTP status " + status;
        };
    }
}
