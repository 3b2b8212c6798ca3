package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program on a bus while it runs, and the lines it has said.
public final class DbusProgram implements AutoCloseable {

    private final Process process;
    private final Writer in;
    private final List<String> lines = new ArrayList<>();

    public DbusProgram(Process process) throws IOException {
        this.process = process;
        this.in = process.outputWriter();
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).isEqualTo("ready");
        Thread.ofVirtual().start(() -> listen(out));
    }

    private void listen(BufferedReader out) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it has said of this kind: what follows its first word.
    public List<String> said(String kind) {
        synchronized (lines) {
            return lines.stream()
                    .filter(line -> line.startsWith(kind + "\t"))
                    .map(line -> line.substring(kind.length() + 1))
                    .toList();
        }
    }

    /// Tells it something.
    public void tell(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        assertThat(Outcome.ends(process, Duration.ofSeconds(5))).isTrue();
    }
}
