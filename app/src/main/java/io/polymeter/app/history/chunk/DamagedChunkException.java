package io.polymeter.app.history.chunk;

import java.io.IOException;

/// A chunk is not what was written: the disk has forgotten some of it. It is left out, and the rest stands.
public final class DamagedChunkException extends IOException {

    private static final long serialVersionUID = 1;

    DamagedChunkException(String message) {
        super(message);
    }
}
