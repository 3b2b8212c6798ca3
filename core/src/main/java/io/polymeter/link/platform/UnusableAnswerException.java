package io.polymeter.link.platform;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;

/// An answer that is no document of the kind that was asked for, in words for a person.
public final class UnusableAnswerException extends CodedIoException {

    private static final long serialVersionUID = 1L;

    /// An answer that cannot be used as a whole.
    public UnusableAnswerException(Message said) {
        super(said);
    }
}
