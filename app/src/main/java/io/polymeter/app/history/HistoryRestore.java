package io.polymeter.app.history;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Takes a history that is uploaded in pieces, and checks it when the last one has come. The check of a large history
/// takes longer than an HTTP reply may take: the client repeats an empty piece until it has ended, and hears "checking"
/// meanwhile instead of a failure. Safe for several threads.
final class HistoryRestore {

    private final Duration patience;
    private @Nullable FutureTask<@Nullable Void> checking;
    private long checked;

    /// @param patience how long an answer waits for the check
    HistoryRestore(Duration patience) {
        this.patience = patience;
    }

    /// How far it is.
    enum Progress {
        /// Further pieces are to come.
        MORE,
        /// All has come and is being checked.
        CHECKING,
        /// It is a history, and is taken at the next start.
        COMPLETE
    }

    /// Takes a piece, or, where it is empty and all has come, says how far the check is, or how it ended: an answer
    /// may have been lost on its way.
    ///
    /// @throws InvalidValueException where a piece does not follow, comes while others are being checked, or the
    ///     whole is no history
    synchronized Progress take(HistoryBackup backup, long offset, byte[] piece, long size)
            throws IOException, InterruptedException {
        FutureTask<@Nullable Void> check = checking;
        if (check == null || piece.length > 0 || offset != size || size != checked) {
            if (check != null && !check.isDone()) {
                throw new InvalidValueException(
                        Message.of("history-being-checked", "the history that was sent is being checked"));
            }
            checking = null;
            if (!backup.take(offset, piece, size)) {
                return Progress.MORE;
            }
            check = new FutureTask<>(() -> {
                backup.check();
                return null;
            });
            checking = check;
            checked = size;
            // On a platform thread: the database library would keep a virtual thread's carrier all the time.
            Thread.ofPlatform().daemon().name("history-check").start(check);
        }
        try {
            check.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return Progress.CHECKING;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidValueException refused) {
                throw refused;
            }
            throw new IOException("the history cannot be checked: " + e.getCause(), e);
        }
        return Progress.COMPLETE;
    }
}
