package io.polymeter.app.cli;

import io.polymeter.link.modbus.scan.ScanListener;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A bar on standard error, where that is a terminal; else nothing.
final class ScanProgress implements ScanListener, AutoCloseable {

    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final boolean shown;
    private final int total;
    private final String what;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger found = new AtomicInteger();

    /// @param total how many steps there are
    /// @param what the steps are, e.g. `addresses`
    ScanProgress(PrintWriter out, boolean shown, int total, String what) {
        this.out = out;
        this.shown = shown;
        this.total = Math.max(1, total);
        this.what = what;
    }

    /// True where standard error is a terminal; what is found may go to a file meanwhile.
    static boolean onTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }

    @Override
    public void step() {
        done.incrementAndGet();
        draw();
    }

    @Override
    public void found(int more) {
        found.addAndGet(more);
        draw();
    }

    private void draw() {
        if (shown) {
            int now = Math.min(done.get(), total);
            int filled = WIDTH * now / total;
            String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
            synchronized (out) {
                out.print("\r[" + bar + "] " + now + "/" + total + " " + what + ", " + found.get() + " found ");
                out.flush();
            }
        }
    }

    /// Takes the bar away.
    @Override
    public void close() {
        if (shown) {
            out.print("\r" + " ".repeat(WIDTH + 50) + "\r");
            out.flush();
        }
    }
}
