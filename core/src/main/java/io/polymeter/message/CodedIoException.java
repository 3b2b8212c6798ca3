package io.polymeter.message;

import java.io.IOException;

/// Something outside of the program failed, in words that were made for people.
public class CodedIoException extends IOException implements Coded {

    private static final long serialVersionUID = 1;

    private final transient Message said;

    /// Says what failed.
    public CodedIoException(Message said) {
        super(said.text());
        this.said = said;
    }

    /// The same, with what it comes from.
    public CodedIoException(Message said, Throwable cause) {
        super(said.text(), cause);
        this.said = said;
    }

    @Override
    public final Message said() {
        return said;
    }
}
