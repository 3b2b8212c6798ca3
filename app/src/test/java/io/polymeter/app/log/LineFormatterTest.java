package io.polymeter.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineFormatterTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void aLineHasTimeLevelAndMessage() {
        LogRecord event = new LogRecord(Level.INFO, "grid.push: receives from 192.168.178.100");
        event.setInstant(Instant.parse("2026-07-01T10:00:00.123Z"));
        assertThat(new LineFormatter(BERLIN, false, false).format(event))
                .isEqualTo("2026-07-01 12:00:00,123 - INFO - grid.push: receives from 192.168.178.100\n");
    }

    @Test
    void underSystemdTheJournalGetsThePriority() {
        assertThat(new LineFormatter(BERLIN, true, false).format(new LogRecord(Level.WARNING, "lost")))
                .isEqualTo("<4>lost\n");
        assertThat(new LineFormatter(BERLIN, true, false).format(new LogRecord(Level.SEVERE, "bad")))
                .isEqualTo("<3>bad\n");
    }

    @Test
    void whatComesFromOutsideCannotForgeALine() {
        String line = new LineFormatter(BERLIN, true, false)
                .format(new LogRecord(Level.INFO, "model \n2026-01-01 - ERROR - \u001b[31mforged"));
        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).doesNotContain("\u001b");
    }

    @Test
    void stackTracesAreForDebuggingAlone() {
        LogRecord event = new LogRecord(Level.SEVERE, "failed");
        event.setThrown(new IllegalStateException("because"));
        assertThat(new LineFormatter(BERLIN, true, false).format(event)).isEqualTo("<3>failed: because\n");
        assertThat(new LineFormatter(BERLIN, true, true).format(event)).contains("\tat ");
    }
}
