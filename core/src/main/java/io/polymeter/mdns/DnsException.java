package io.polymeter.mdns;

/// What came is no DNS message.
public final class DnsException extends Exception {

    private static final long serialVersionUID = 1;

    DnsException(String message) {
        super(message);
    }
}
