package io.polymeter.app.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.history.HistoryRestore.Progress;
import io.polymeter.config.HistorySettings;
import io.polymeter.message.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The check of a history that was sent may take longer than an answer: who asks again hears of its end.
class HistoryRestoreTest {

    @TempDir
    private Path directory;

    private final HistoryRestore restore = new HistoryRestore(Duration.ZERO);

    private HistoryBackup backup() {
        return new HistoryBackup(directory);
    }

    private byte[] history() throws Exception {
        Path state = directory.resolve("other");
        HistorySettings.Keep keep =
                new HistorySettings.Keep(Duration.ofDays(2), Duration.ofDays(90), Duration.ofDays(900));
        try (HistoryWriter writer = HistoryWriter.open(state, keep)) {
            double[] minute = new double[60];
            Arrays.fill(minute, 7);
            writer.minute(1_800_000_000, Map.of(Days.POWER, minute));
        }
        Path copy = directory.resolve("whole.db");
        new HistoryFile(state).copy(copy);
        return Files.readAllBytes(copy);
    }

    private Progress again(long size) throws Exception {
        return restore.take(backup(), size, new byte[0], size);
    }

    @Test
    void aCheckThatTakesLongIsAskedForUntilItIsDone() throws Exception {
        byte[] whole = history();
        byte[] first = Arrays.copyOf(whole, 1000);
        byte[] rest = Arrays.copyOfRange(whole, 1000, whole.length);

        assertThat(restore.take(backup(), 0, first, whole.length)).isEqualTo(Progress.MORE);
        assertThat(restore.take(backup(), 1000, rest, whole.length)).isNotEqualTo(Progress.MORE);
        await().until(() -> again(whole.length) == Progress.COMPLETE);

        assertThat(Files.readAllBytes(directory.resolve("history/restored.db"))).isEqualTo(whole);
        assertThat(again(whole.length)).as("whose answer was lost").isEqualTo(Progress.COMPLETE);
        assertThatThrownBy(() -> again(whole.length + 1L)).isInstanceOf(InvalidValueException.class);
        assertThat(restore.take(backup(), 0, first, whole.length))
                .as("another one")
                .isEqualTo(Progress.MORE);
    }

    @Test
    void whoAsksHearsThatItIsNoHistory() throws Exception {
        byte[] rubbish = new byte[9000];
        assertThat(restore.take(backup(), 0, Arrays.copyOf(rubbish, 8999), 9000))
                .isEqualTo(Progress.MORE);

        assertThatThrownBy(() -> {
                    Progress last = restore.take(backup(), 8999, new byte[1], 9000);
                    await().until(() -> again(9000) != last);
                })
                .hasStackTraceContaining("no history of this version");

        assertThat(directory.resolve("history/restored.db")).doesNotExist();
        assertThat(directory.resolve("history/incoming.db")).doesNotExist();
    }
}
