package io.polymeter.app.systemd;

import io.polymeter.link.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd that we live, three times in the time it waits, but only after everything that serves has been
/// asked and has answered. A daemon that hangs is silent, and is started again.
public final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger("io.polymeter");

    private final Clock clock;
    private final Systemd systemd;
    private final Supplier<List<String>> hung;
    private final Duration pause;
    private boolean well = true;

    private Watchdog(Clock clock, Systemd systemd, Supplier<List<String>> hung) {
        this.clock = clock;
        this.systemd = systemd;
        this.hung = hung;
        this.pause = Duration.ofNanos(systemd.watchdogMicros() * 1_000 / 3);
    }

    /// Begins, where systemd wants it.
    ///
    /// @param hung the names of what no longer turns
    /// @return ends it
    public static Runnable start(Clock clock, Systemd systemd, Supplier<List<String>> hung) {
        if (systemd.watchdogMicros() <= 0) {
            return () -> {};
        }
        Watchdog watchdog = new Watchdog(clock, systemd, hung);
        return Thread.ofPlatform().daemon().name("watchdog").start(watchdog::run)::interrupt;
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(pause);
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks on a virtual thread, as all links are: where those get no processor, neither does the answer come.
    private void look() throws InterruptedException {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(hung.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            List<String> names = clock.await(answer, pause);
            if (names.isEmpty()) {
                systemd.alive();
                well = true;
                return;
            }
            complain(String.join(", ", names) + " no longer answers");
        } catch (TimeoutException _) {
            complain("no response in time");
        } catch (ExecutionException e) {
            complain("asking failed: " + e.getCause());
        }
    }

    private void complain(String what) {
        if (well) {
            LOG.error("watchdog notification withheld: {}", what);
        }
        well = false;
    }
}
