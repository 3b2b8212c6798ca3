package io.polymeter.trust;

/// A fingerprint names no certificate of the table, or more than one.
public final class UnknownCertificateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownCertificateException(String message) {
        super(message);
    }
}
