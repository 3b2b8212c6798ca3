package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Health;
import io.polymeter.point.Point;
import io.polymeter.store.CounterBook;
import io.polymeter.store.MeterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The energy counters are on the disk, whole, and not more often than once a minute.
@Timeout(20)
class CounterLinkTest {

    private static final Point IMPORT = Point.parse("active-energy-import").orElseThrow();

    @TempDir
    private Path directory;

    private final CounterBook book = new CounterBook();

    private void show(double value, long instant) {
        var _ = new MeterStore(book)
                .add("grid", null)
                .update(state -> state.with(
                        state.measured().toBuilder().put(IMPORT, value, instant).build()))
                .readings();
    }

    private CounterBook reload() {
        CounterBook fresh = new CounterBook();
        new CounterLink(directory.resolve("state/counters"), fresh).load();
        return fresh;
    }

    @Test
    void changesAreWrittenOnceAMinuteAndNothingElseIs() {
        CounterLink link = new CounterLink(directory.resolve("state/counters"), book);
        Health health = new Health();
        ManualClock clock = new ManualClock().atMost(50);
        try (Supervisor supervisor =
                new Supervisor(clock, () -> new Random(1), Thread.ofVirtual().factory())) {
            show(4711, 1);
            supervisor.start(link, health);
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(clock.slept())
                .startsWith(CounterLink.FIRST, CounterLink.EVERY)
                .containsOnlyOnce(CounterLink.FIRST);
        // With the bound a counter has once it was stored, and no more.
        assertThat(health.counters().get("writes")).isBetween(1L, 2L);
        assertThat(reload().write(false)).contains("grid\tactive-energy-import\t4711.0\t");
    }

    @Test
    void aBrokenFileIsPutAsideAndTheCountersBeginAnew() throws Exception {
        Path file = directory.resolve("state/counters");
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(file, "polymeter counters 1 running\ngrid\tactive-energy-import\t47");
        assertThat(reload().write(false)).doesNotContain("grid");
        assertThat(Files.readString(directory.resolve("state/counters.broken"))).contains("grid");
    }

    @Test
    void whatCannotBeStoredIsSaidAndTheCountersGoOn() throws Exception {
        Files.writeString(directory.resolve("state"), "a file where the directory should be");
        CounterLink link = new CounterLink(directory.resolve("state/counters"), book);
        Health health = new Health();
        try (Supervisor supervisor = new Supervisor(
                new ManualClock().atMost(3),
                () -> new Random(1),
                Thread.ofVirtual().factory())) {
            show(4711, 1);
            supervisor.start(link, health);
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(health.restarts()).isPositive();
        show(99_999, 2);
        show(99_999, 3);
        assertThat(book.write(true)).contains("\t99999.0\t0.0\t99999.0\t");
    }
}
