package io.polymeter.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.runtime.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the systemd hears, over a real datagram socket.
@Timeout(60)
class WatchdogTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    /// Python's own sockets: prints each datagram as one line.
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1].replace("@", chr(0)))
            print("bound", flush=True)
            while True:
                print(s.recv(4096).decode().replace(chr(10), " "), flush=True)
            """;

    @TempDir
    private Path directory;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Process listener;

    @BeforeEach
    void listen() throws IOException {
        listener = listenAt(directory.resolve("notify").toString());
    }

    private Process listenAt(String address) throws IOException {
        Process process = new ProcessBuilder("python3", "-c", LISTENER, address).start();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(heard::add);
            } catch (IOException | java.io.UncheckedIOException _) {
                // It was ended.
            }
        });
        await().atMost(SOON).until(() -> heard.contains("bound"));
        return process;
    }

    @AfterEach
    void end() {
        listener.destroyForcibly();
    }

    private Systemd systemd(String... more) {
        String address = directory.resolve("notify").toString();
        return Systemd.of(
                more.length == 0
                        ? Map.of("NOTIFY_SOCKET", address)
                        : Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", more[0], "WATCHDOG_PID", more[1]),
                () -> 7);
    }

    @Test
    void theManagerHearsWhatHappens() {
        Systemd systemd = systemd();
        systemd.ready("1 meter\n2 outputs");
        systemd.reloading();
        systemd.stopping();
        await().atMost(SOON).until(() -> heard.size() == 4);
        assertThat(heard.get(1)).isEqualTo("READY=1 STATUS=1 meter 2 outputs");
        assertThat(heard.get(2)).matches("RELOADING=1 MONOTONIC_USEC=[0-9]+");
        assertThat(heard.get(3)).isEqualTo("STOPPING=1");
    }

    @Test
    void anAbstractNameIsAnAddressToo() throws IOException {
        String address = "@polymeter-test-" + ProcessHandle.current().pid();
        heard.clear();
        Process other = listenAt(address);
        try {
            Systemd.of(Map.of("NOTIFY_SOCKET", address), () -> 7).ready("here");
            await().atMost(SOON).until(() -> heard.contains("READY=1 STATUS=here"));
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void itIsFedWhileEverythingTurnsAndStarvesWhenSomethingHangs() {
        AtomicReference<List<String>> hung = new AtomicReference<>(List.of());
        AtomicInteger asked = new AtomicInteger();
        Watchdog.start(new SystemClock(), systemd("60000", "7"), () -> {
            asked.incrementAndGet();
            return hung.get();
        });
        await().atMost(SOON).until(() -> fed() > 3);
        hung.set(List.of("tcp://0.0.0.0:502"));
        int told = asked.get();
        await().atMost(SOON).until(() -> asked.get() > told + 1);
        int before = fed();
        int then = asked.get();
        await().atMost(SOON).until(() -> asked.get() > then + 5);
        assertThat(fed()).isEqualTo(before);
        hung.set(List.of());
        await().atMost(SOON).until(() -> fed() > before);
    }

    @Test
    void itStarvesWhenNobodyAnswersAtAll() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Watchdog.start(new SystemClock(), systemd("60000", "7"), () -> {
            asked.incrementAndGet();
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        await().atMost(SOON).until(() -> asked.get() > 3);
        assertThat(fed()).isZero();
        never.countDown();
    }

    @Test
    void theWatchdogOfAnotherProcessIsNotOurs() {
        assertThat(systemd("60000", "8").watchdogMicros()).isZero();
        assertThat(systemd("60000", "7").watchdogMicros()).isEqualTo(60_000);
        assertThat(Systemd.of(Map.of(), () -> 7).watchdogMicros()).isZero();
        assertThat(Systemd.of(Map.of("NOTIFY_SOCKET", "nonsense", "WATCHDOG_USEC", "5"), () -> 7)
                        .watchdogMicros())
                .isZero();
    }

    private int fed() {
        return (int) heard.stream().filter("WATCHDOG=1"::equals).count();
    }
}
