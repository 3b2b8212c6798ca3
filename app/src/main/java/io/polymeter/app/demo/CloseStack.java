package io.polymeter.app.demo;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// What has to be closed, the latest first; each once, and all of it even if something fails.
final class CloseStack implements AutoCloseable {

    // Guarded by this.
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T thing) {
        open.push(thing);
        return thing;
    }

    /// @throws IOException the first trouble there was
    @Override
    public synchronized void close() throws IOException {
        IOException trouble = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (trouble == null) {
                    trouble = new IOException("closing failed: " + e.getMessage(), e);
                } else {
                    trouble.addSuppressed(e);
                }
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }
}
