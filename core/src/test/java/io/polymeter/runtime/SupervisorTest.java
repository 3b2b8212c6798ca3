package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Health;
import io.polymeter.link.LinkContext;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each runs in a [SupervisedLink].
@Timeout(10)
class SupervisorTest {

    private static Supervisor supervisor(ManualClock clock) {
        return new Supervisor(clock, () -> new Random(1), Thread.ofVirtual().factory());
    }

    private static Health start(Supervisor supervisor, String name, WorkLink.Work work) {
        Health health = new Health();
        supervisor.start(new WorkLink(name, work), health);
        return health;
    }

    @Test
    void aFailingLinkIsStartedAgainAfterOneSecondThenTwoUpToAMinute() {
        ManualClock clock = new ManualClock().atMost(9);
        try (Supervisor supervisor = supervisor(clock)) {
            Health health = start(supervisor, "dead", _ -> {
                throw new IOException("nobody answers");
            });
            await().until(() -> health.status().state() == Health.State.STOPPED);
            assertThat(health.restarts()).isEqualTo(9);
        }
        long[] steps = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (int i = 0; i < steps.length; i++) {
            assertThat(clock.slept().get(i))
                    .isBetween(Duration.ofMillis(750 * steps[i]), Duration.ofMillis(Math.min(60_000, 1250 * steps[i])));
        }
    }

    @Test
    void linksThatFailTogetherDoNotComeBackTogether() {
        ManualClock clock = new ManualClock().atMost(20);
        try (Supervisor supervisor = supervisor(clock)) {
            Health health = start(supervisor, "dead", _ -> {
                throw new IOException("nobody answers");
            });
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(clock.slept().stream().distinct().count()).isGreaterThan(10);
    }

    @Test
    void whatWorkedEachTimeIsServedAfterASecondEachTime() {
        ManualClock clock = new ManualClock().atMost(12);
        int[] attempts = {0};
        try (Supervisor supervisor = supervisor(clock)) {
            Health health = start(supervisor, "restarting", context -> {
                // The broker is there for 20 s each time, and from the seventh time on throws us out at once.
                context.health()
                        .set(
                                Health.State.UP,
                                Message.verbatim("connected"),
                                context.clock().nanos());
                attempts[0]++;
                clock.advance(attempts[0] < 7 ? Duration.ofSeconds(20) : Duration.ofMillis(10));
                throw new IOException("gone");
            });
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(clock.slept().subList(0, 6)).allMatch(pause -> pause.compareTo(Duration.ofMillis(1251)) < 0);
        assertThat(clock.slept().get(10)).isGreaterThan(Duration.ofSeconds(10));
    }

    @Test
    void whatWasConnectedHasWorkedAlsoWhereItHeardNothing() {
        ManualClock clock = new ManualClock().atMost(12);
        int[] attempts = {0};
        try (Supervisor supervisor = supervisor(clock)) {
            Health health = start(supervisor, "listening", context -> {
                attempts[0]++;
                if (attempts[0] < 7) {
                    new LinkContext(new WorkLink("listening", _ -> {}), context).connected();
                }
                context.health()
                        .set(
                                Health.State.WAITING,
                                Message.verbatim("nothing has come yet"),
                                context.clock().nanos());
                clock.advance(Duration.ofSeconds(5));
                throw new IOException("gone");
            });
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(clock.slept().subList(0, 6)).allMatch(pause -> pause.compareTo(Duration.ofMillis(1251)) < 0);
        assertThat(clock.slept().get(10)).as("it did not connect any more").isGreaterThan(Duration.ofSeconds(10));
    }

    @Test
    void aLinkThatWorkedForHalfAMinuteBeginsWithOneSecondAgain() {
        ManualClock clock = new ManualClock().atMost(6);
        int[] attempts = {0};
        try (Supervisor supervisor = supervisor(clock)) {
            Health health = start(supervisor, "flapping", _ -> {
                attempts[0]++;
                if (attempts[0] == 5) {
                    clock.advance(Duration.ofSeconds(31));
                }
                throw new IOException("gone");
            });
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(clock.slept().get(3)).isGreaterThan(Duration.ofSeconds(5));
        assertThat(clock.slept().get(4)).isLessThan(Duration.ofMillis(1251));
    }

    @Test
    void whateverALinkThrowsAnotherWorksOn() {
        SystemClock clock = new SystemClock();
        CountDownLatch works = new CountDownLatch(3);
        try (Supervisor supervisor = Supervisor.system(clock)) {
            List<Health> broken = List.of(
                    start(supervisor, "memory", _ -> {
                        throw new OutOfMemoryError("of this link");
                    }),
                    start(supervisor, "stack", _ -> overflow(0)),
                    start(supervisor, "bug", _ -> {
                        throw new IllegalStateException("a bug");
                    }));
            Health good = start(supervisor, "good", context -> {
                while (true) {
                    works.countDown();
                    context.clock().sleep(Duration.ofMillis(1));
                }
            });
            await().until(() -> works.await(1, TimeUnit.SECONDS));
            await().until(() ->
                    broken.stream().allMatch(health -> health.status().state() == Health.State.DOWN));
            assertThat(good.restarts()).isZero();
            assertThat(broken.get(2).status().reason()).contains("a bug");
        }
    }

    @SuppressWarnings("InfiniteRecursion") // what it is for
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void everythingStopsWithinTwoSecondsEvenALinkThatDoesNotListen() {
        Supervisor supervisor = Supervisor.system(new SystemClock());
        Health polite = start(supervisor, "polite", context -> context.clock().sleep(Duration.ofDays(1)));
        CountDownLatch deaf = new CountDownLatch(1);
        start(supervisor, "deaf", _ -> {
            while (deaf.getCount() > 0) {
                try {
                    deaf.await();
                } catch (InterruptedException _) {
                    // That is the point.
                }
            }
        });
        long begun = System.nanoTime();
        supervisor.close();
        assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
        assertThat(polite.status().state()).isEqualTo(Health.State.STOPPED);
        deaf.countDown();
    }

    @Test
    void aLinkThatReturnsIsDone() {
        try (Supervisor supervisor = Supervisor.system(new SystemClock())) {
            Health health = start(supervisor, "once", _ -> {});
            await().until(() -> health.status().state() == Health.State.STOPPED);
            assertThat(health.restarts()).isZero();
        }
    }
}
