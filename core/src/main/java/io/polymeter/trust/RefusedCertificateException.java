package io.polymeter.trust;

import io.polymeter.message.Coded;
import io.polymeter.message.Message;
import java.security.cert.CertificateException;

/// A server's certificate is not accepted, in words for a person.
public final class RefusedCertificateException extends CertificateException implements Coded {

    private static final long serialVersionUID = 1L;

    private final transient Message said;

    RefusedCertificateException(Message said) {
        super(said.text());
        this.said = said;
    }

    @Override
    public Message said() {
        return said;
    }
}
