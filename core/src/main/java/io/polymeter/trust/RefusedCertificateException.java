package io.polymeter.trust;

import java.security.cert.CertificateException;

/// A server's certificate is not accepted, in words for a person.
public final class RefusedCertificateException extends CertificateException {

    private static final long serialVersionUID = 1L;

    RefusedCertificateException(String words) {
        super(words);
    }
}
