package io.polymeter.link.platform;

import io.polymeter.message.Coded;
import io.polymeter.message.Message;
import java.io.IOException;

/// An answer that is no document of the kind that was asked for, in words for a person.
public final class UnusableAnswerException extends IOException implements Coded {

    private static final long serialVersionUID = 1L;

    private final transient Message said;

    /// An answer that cannot be used as a whole.
    public UnusableAnswerException(Message said) {
        super(said.text());
        this.said = said;
    }

    @Override
    public Message said() {
        return said;
    }
}
