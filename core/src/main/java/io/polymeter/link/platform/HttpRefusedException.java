package io.polymeter.link.platform;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;

/// An answer that is not followed.
final class HttpRefusedException extends CodedIoException {

    private static final long serialVersionUID = 1L;

    HttpRefusedException(Message said) {
        super(said);
    }
}
