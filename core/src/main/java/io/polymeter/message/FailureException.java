package io.polymeter.message;

import java.io.IOException;

/// Something outside failed, in words that a person can act on.
public final class FailureException extends IOException implements Coded {

    private static final long serialVersionUID = 1;

    private final transient Message said;

    /// Says what failed and what to do.
    public FailureException(Message said) {
        super(said.text());
        this.said = said;
    }

    /// The same, with what it comes from.
    public FailureException(Message said, Throwable cause) {
        super(said.text(), cause);
        this.said = said;
    }

    @Override
    public Message said() {
        return said;
    }
}
