package io.polymeter.modbus.serial;

import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.serial.SerialException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The master side of a pseudo-terminal.
final class PtyLine implements SerialLine {

    private static final int WRITE_POLL_MILLIS = 1_000;

    private final int file;
    private final int wake;
    private final String name;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock closing = new ReentrantLock();
    private volatile boolean closed;

    /// @param wake an event file that ends all waiting once something is written to it
    PtyLine(int file, int wake, String device) {
        this.file = file;
        this.wake = wake;
        this.name = "other end of " + device;
    }

    @Override
    public int read(byte[] target, long timeoutNanos) throws IOException {
        long deadline = System.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 4);
        reading.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(target.length);
            while (true) {
                checkOpen();
                int count = PtyCalls.read(file, memory);
                if (count > 0) {
                    MemorySegment.ofArray(target).copyFrom(memory.asSlice(0, count));
                    return count;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return 0;
                }
                PtyCalls.poll(file, PtyCalls.POLLIN, wake, millis(left));
            }
        } finally {
            reading.unlock();
        }
    }

    private static int millis(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        writing.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Math.max(1, length));
            memory.copyFrom(MemorySegment.ofArray(bytes).asSlice(0, length));
            int sent = 0;
            while (sent < length) {
                checkOpen();
                int count = PtyCalls.write(file, memory.asSlice(sent, length - sent));
                if (count > 0) {
                    sent += count;
                } else {
                    PtyCalls.poll(file, PtyCalls.POLLOUT, wake, WRITE_POLL_MILLIS);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean paced() {
        return false;
    }

    @Override
    public void close() {
        closing.lock();
        try {
            if (!closed) {
                closed = true;
                wakeWaiting();
                closeFiles();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closing.unlock();
        }
    }

    private void wakeWaiting() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(Long.BYTES, Long.BYTES);
            one.set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 1);
            PtyCalls.write(wake, one);
        }
    }

    private void closeFiles() throws IOException {
        reading.lock();
        writing.lock();
        try {
            PtyCalls.close(file);
            PtyCalls.close(wake);
        } finally {
            writing.unlock();
            reading.unlock();
        }
    }

    private void checkOpen() throws SerialException {
        if (closed) {
            throw new SerialException(Reason.CLOSED, Wording.of("serial-closed", "{device} was closed", name));
        }
    }
}
