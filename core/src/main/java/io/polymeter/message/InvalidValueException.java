package io.polymeter.message;

/// A value that somebody wrote cannot be taken; says what is expected.
public final class InvalidValueException extends IllegalArgumentException implements Coded {

    private static final long serialVersionUID = 1;

    private final transient Message said;

    /// Says what is expected.
    public InvalidValueException(Message said) {
        super(said.text());
        this.said = said;
    }

    /// The same, with what it comes from.
    public InvalidValueException(Message said, Throwable cause) {
        super(said.text(), cause);
        this.said = said;
    }

    @Override
    public Message said() {
        return said;
    }
}
