package io.polymeter.link.platform;

import java.io.IOException;

/// An answer that is not followed, in words for a person.
final class HttpRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    HttpRefusedException(String words) {
        super(words);
    }
}
