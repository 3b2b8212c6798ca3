package io.polymeter.lab.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// libmodbus servers that tell of each write; see `lab/peers/c/slave.c`.
public final class Slaves implements AutoCloseable {

    private final Path program;

    public Slaves(Path directory) throws IOException, InterruptedException {
        program = RtuPrograms.compile("slave", directory);
    }

    /// One write of function code 16.
    ///
    /// @param nanos when it came, as [System#nanoTime] tells it on Linux
    /// @param value of its first two registers
    public record Write(long nanos, int address, int count, long value) {

        private static Write of(String line) {
            String[] words = line.split(" ", -1);
            return new Write(
                    Long.parseLong(words[0]),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]));
        }
    }

    /// One of them.
    public static final class Slave {

        private final List<Write> writes = new ArrayList<>();

        private void listen(BufferedReader out) {
            try {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    Write write = Write.of(line);
                    synchronized (writes) {
                        writes.add(write);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// What was written so far.
        public List<Write> writes() {
            synchronized (writes) {
                return List.copyOf(writes);
            }
        }

        public List<Long> values() {
            return writes().stream().map(Write::value).toList();
        }
    }

    private final List<Process> processes = new ArrayList<>();

    /// Starts one.
    ///
    /// @param mode `ok`, `mute`, `reset` or milliseconds by which answers are late
    public Slave start(int port, String mode) throws IOException {
        Process process = RtuPrograms.startServer(program, String.valueOf(port), mode);
        processes.add(process);
        Slave slave = new Slave();
        BufferedReader out = process.inputReader();
        Thread.ofVirtual().start(() -> slave.listen(out));
        return slave;
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
