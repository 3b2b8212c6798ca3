package io.polymeter.modbus.serial;

import io.polymeter.modbus.RequestHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A Modbus server on a serial bus: it speaks only when spoken to, for its own units alone, and never late.
///
/// Broadcast writes are handed to the handler with unit 0 and whatever it answers is dropped; other broadcasts
/// are counted and nothing else. The port has one platform thread, because reading a port blocks one.
public final class RtuServer {

    private final SerialOpener opener;
    private final String device;
    private final RtuServerLine.Service service;
    private volatile @Nullable RtuServerLine serving;

    /// @param device e.g. `/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0`
    /// @param handler called on the port's thread; must not block
    public RtuServer(SerialOpener opener, String device, RtuSettings settings, RequestHandler handler) {
        this.opener = opener;
        this.device = device;
        this.service = new RtuServerLine.Service(settings, handler, new LiveRtuStatistics());
    }

    /// Opens the port and serves it until the thread is interrupted or the port is gone. May be called again
    /// afterwards.
    ///
    /// @throws SerialException if the port cannot be opened, or vanished
    /// @throws InterruptedException if the thread was interrupted; the port is closed by then
    public void run() throws IOException, InterruptedException {
        try (SerialLine line = opener.open(device, service.settings().parameters())) {
            serve(line);
        }
    }

    private void serve(SerialLine line) throws IOException, InterruptedException {
        BlockingQueue<Throwable> end = new ArrayBlockingQueue<>(1);
        AtomicBoolean stopped = new AtomicBoolean();
        RtuServerLine slave = new RtuServerLine(line, new RtuPeer(line.name()), service);
        serving = slave;
        if (!line.pinsThread()) {
            slave.serve(Thread.currentThread()::isInterrupted);
            throw new InterruptedException();
        }
        Thread thread = Thread.ofPlatform().daemon().name("rtu " + device).start(() -> {
            try {
                slave.serve(stopped::get);
            } catch (IOException | RuntimeException | Error e) {
                end.add(e);
            }
        });
        try {
            throw rethrown(end.take());
        } finally {
            serving = null;
            stopped.set(true);
            line.close();
            join(thread);
        }
    }

    private static IOException rethrown(Throwable cause) {
        return switch (cause) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(cause);
        };
    }

    /// The thread ends with the line's closing at the latest; whoever opens the port next must not meet it.
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// False where a port is open and its thread has not come round for `most`. Any thread.
    public boolean turns(Duration most) {
        RtuServerLine line = serving;
        return line == null || line.turns(most.toNanos());
    }

    /// What has been seen so far, over all calls of [#run].
    public RtuStatistics statistics() {
        return service.tally().snapshot();
    }
}
