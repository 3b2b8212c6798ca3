package io.polymeter.app.history;

import io.polymeter.config.HistorySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes values that were measured elsewhere, or made up, exactly as the daemon writes its own. Not beside a
/// daemon.
public final class HistoryWriter implements AutoCloseable {

    private final Archive archive;

    private HistoryWriter(Archive archive) {
        this.archive = archive;
    }

    /// Opens the file of a state directory, or begins one.
    ///
    /// @throws IOException where it cannot be opened
    public static HistoryWriter open(Path state, HistorySettings.Keep keep) throws IOException {
        Archive.Keep seconds = new Archive.Keep(
                keep.second().toSeconds(),
                keep.minute().toSeconds(),
                keep.quarterHour().toSeconds());
        try {
            return new HistoryWriter(new HistoryFile(state).open(seconds));
        } catch (SQLException e) {
            throw new IOException("the history in " + state + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /// Writes a minute, in one commit.
    ///
    /// @param start its first second, of 1970 UTC; a multiple of 60
    /// @param values 60 of each series, NaN where there is none
    /// @throws IOException where it cannot be written, and nothing of it is
    public void minute(long start, Map<Series, double[]> values) throws IOException {
        try {
            archive.commit(List.of(new Batch(start, 60, values, Set.of())));
        } catch (SQLException e) {
            throw new IOException("the history cannot be written: " + e.getMessage(), e);
        }
    }

    /// Ends it.
    @Override
    public void close() throws IOException {
        try {
            archive.close();
        } catch (SQLException e) {
            throw new IOException("the history did not stop cleanly: " + e.getMessage(), e);
        }
    }
}
