package io.polymeter.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// A stream whose client must take what is written within a time. Between writes it may wait as long as it likes.
final class TimedOutput extends FilterOutputStream {

    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final ClientDeadlines deadlines;

    TimedOutput(OutputStream out, ClientDeadlines deadlines) {
        super(out);
        this.deadlines = deadlines;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        deadlines.set(WRITE_TIMEOUT);
        try {
            out.write(bytes, from, count);
        } finally {
            deadlines.clear();
        }
    }

    @Override
    public void flush() throws IOException {
        deadlines.set(WRITE_TIMEOUT);
        try {
            out.flush();
        } finally {
            deadlines.clear();
        }
    }

    @Override
    public void close() throws IOException {
        deadlines.set(WRITE_TIMEOUT);
        try {
            out.close();
        } finally {
            deadlines.clear();
        }
    }
}
