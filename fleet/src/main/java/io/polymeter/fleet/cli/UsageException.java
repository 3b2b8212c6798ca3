package io.polymeter.fleet.cli;

/// Wrong usage or configuration; the message says it to a person.
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
