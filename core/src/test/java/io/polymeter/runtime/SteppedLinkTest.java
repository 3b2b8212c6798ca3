package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.SteppedLink;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SteppedLinkTest {

    private static final Duration DAY = Duration.ofDays(1);

    /// The threads that are there, by those who made them.
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();

    private interface Step {
        Duration take() throws Exception;
    }

    private final class Recording implements SteppedLink {

        private final Step step;

        private Recording(Step step) {
            this.step = step;
        }

        @Override
        public String name() {
            return "stepped";
        }

        @Override
        public Message description() {
            return Message.verbatim("tests");
        }

        @Override
        public LinkRun begin(Context context) {
            seen.add("begun");
            return new LinkRun() {
                @Override
                public Duration step() throws Exception {
                    steps.incrementAndGet();
                    return step.take();
                }

                @Override
                public void close() {
                    seen.add("closed");
                }
            };
        }
    }

    private Supervisor supervisor() {
        return new Supervisor(new SystemClock(), () -> new Random(1), task -> {
            Thread made = Thread.ofVirtual().unstarted(task);
            threads.add(made);
            return made;
        });
    }

    private boolean isWithoutThread() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private Health start(Supervisor supervisor, Step step) {
        Health health = new Health();
        supervisor.start(new Recording(step), health);
        return health;
    }

    private void awaitSteps(int more) {
        int before = steps.get();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> steps.get() >= before + more);
    }

    @Test
    void thereIsNoThreadBetweenTwoSteps() {
        CountDownLatch first = new CountDownLatch(1);
        try (Supervisor supervisor = supervisor()) {
            start(supervisor, () -> {
                first.countDown();
                return steps.get() < 4 ? Duration.ofMillis(5) : DAY;
            });
            await().until(() -> steps.get() == 4 && isWithoutThread());
            assertThat(first.getCount()).isZero();
        }
        assertThat(seen).containsExactly("begun", "closed");
        assertThat(steps).hasValue(4);
    }

    @Test
    void whatIsDueAtOnceNeedsNoOtherThread() {
        try (Supervisor supervisor = supervisor()) {
            start(supervisor, () -> steps.get() < 100 ? Duration.ZERO : DAY);
            await().until(() -> steps.get() == 100 && isWithoutThread());
            assertThat(threads).hasSize(1);
        }
    }

    @Test
    void stoppingClosesWhatWaitsAndWhatIsAtWork() {
        CountDownLatch never = new CountDownLatch(1);
        Health waiting;
        try (Supervisor supervisor = supervisor()) {
            waiting = start(supervisor, () -> DAY);
            await().until(() -> steps.get() == 1 && isWithoutThread());
        }
        assertThat(waiting.status().state()).isEqualTo(Health.State.STOPPED);
        Health working;
        try (Supervisor supervisor = supervisor()) {
            working = start(supervisor, () -> {
                never.await();
                return DAY;
            });
            await().until(() -> steps.get() == 2);
        }
        assertThat(working.status().state()).isEqualTo(Health.State.STOPPED);
        assertThat(seen).containsExactly("begun", "closed", "begun", "closed");
        assertThat(isWithoutThread()).isTrue();
    }

    @Test
    void holdingClosesItAndReleasingBeginsAnew() {
        try (Supervisor supervisor = supervisor()) {
            Health health = start(supervisor, () -> DAY);
            await().until(() -> steps.get() == 1 && isWithoutThread());
            supervisor.hold(Set.of("stepped"), Message.verbatim("drill"));
            await().until(() -> health.status().state() == Health.State.DOWN);
            assertThat(health.status().reason()).isEqualTo("drill");
            assertThat(seen).containsExactly("begun", "closed");
            supervisor.release(Set.of("stepped"));
            await().until(() -> steps.get() == 2 && isWithoutThread());
            assertThat(seen).containsExactly("begun", "closed", "begun");
            assertThat(health.restarts()).isZero();
        }
    }

    @Test
    void aStepThatFailsEndsTheRunAndAnotherBeginsAfterABackOff() {
        try (Supervisor supervisor = supervisor()) {
            Health health = start(supervisor, () -> {
                if (steps.get() == 2) {
                    throw new IOException("nobody answers");
                }
                return steps.get() == 3 ? DAY : Duration.ofMillis(1);
            });
            await().until(() -> health.status().state() == Health.State.DOWN);
            assertThat(health.status().reason()).isEqualTo("nobody answers");
            await().until(() -> steps.get() == 3);
            assertThat(seen).containsExactly("begun", "closed", "begun");
            assertThat(health.restarts()).isOne();
        }
    }

    @Test
    void whereTimeIsNotOfThisMachineItSleeps() {
        ManualClock clock = new ManualClock().atMost(3);
        try (Supervisor supervisor =
                new Supervisor(clock, () -> new Random(1), Thread.ofVirtual().factory())) {
            Health health = start(supervisor, () -> Duration.ofSeconds(7));
            await().until(() -> health.status().state() == Health.State.STOPPED);
        }
        assertThat(clock.slept()).containsOnly(Duration.ofSeconds(7)).hasSize(3);
        assertThat(seen).containsExactly("begun", "closed");
    }

    @Test
    void manyThatAreHeldAndReleasedAtAnyMomentLoseNoStepAndKeepNoThread() {
        try (Supervisor supervisor = supervisor()) {
            Health health = start(supervisor, () -> Duration.ofNanos(50_000));
            for (int round = 0; round < 300; round++) {
                awaitSteps(round % 20 == 0 ? 3 : 0);
                supervisor.hold(Set.of("stepped"), Message.verbatim("drill"));
                supervisor.release(Set.of("stepped"));
            }
            awaitSteps(100);
            // One ends while the clock begins the next.
            await().until(() -> threads.stream().filter(Thread::isAlive).count() <= 1);
            assertThat(health.restarts()).isZero();
        }
        assertThat(seen.stream().filter("begun"::equals).count())
                .isEqualTo(seen.stream().filter("closed"::equals).count());
        assertThat(isWithoutThread()).isTrue();
    }
}
