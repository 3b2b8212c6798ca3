package io.polymeter.app.live;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process where a thread dies of an exhausted heap: a link that fails so is run again by its supervisor,
/// but a server's loop or a library's thread would be missing from then on while everything else looks well. A
/// service manager starts the process again. Whatever else ends a thread is logged.
public final class HeapExhaustion implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger("io.polymeter");

    // Nothing can be allocated any more when these are needed.
    private static final byte[] SENTENCE =
            "polymeter: no memory is left; the process ends, to be started again\n".getBytes(StandardCharsets.US_ASCII);
    private static final FileOutputStream ERRORS = new FileOutputStream(FileDescriptor.err);

    private final IntConsumer halt;

    /// @param halt ends the process with an exit code, at once
    HeapExhaustion(IntConsumer halt) {
        this.halt = halt;
    }

    /// From now on, for all threads of this process.
    public static void watch() {
        Thread.setDefaultUncaughtExceptionHandler(
                new HeapExhaustion(code -> Runtime.getRuntime().halt(code)));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            try {
                ERRORS.write(SENTENCE);
            } catch (IOException _) {
                // Nobody to tell.
            } finally {
                halt.accept(1);
            }
        } else {
            LOG.error("the thread {} failed", thread.getName(), failure);
        }
    }
}
