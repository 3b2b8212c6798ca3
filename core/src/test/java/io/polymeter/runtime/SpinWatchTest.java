package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.SteppedLink;
import io.polymeter.message.Message;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A link that spins is named and run rarely; one that waits or does work is left alone.
@Timeout(60)
class SpinWatchTest {

    private static final long MUCH = Duration.ofSeconds(20).toNanos();

    private final List<SupervisedLink> links = new ArrayList<>();
    private final AtomicLong processor = new AtomicLong();
    private final SpinWatch watch = new SpinWatch(links, () -> processor.getAndAdd(MUCH));

    private Health begin(String name, ManualClock clock, WorkLink.Work work) {
        return begin(new WorkLink(name, work), clock);
    }

    private Health begin(Link spinning, ManualClock clock) {
        Health health = new Health();
        SupervisedLink link = new SupervisedLink(
                spinning,
                health,
                new Supervisor.Tools(
                        clock, () -> new Random(1), Thread.ofVirtual().factory()));
        links.add(link);
        link.begin();
        return health;
    }

    @AfterEach
    void end() {
        links.forEach(SupervisedLink::interrupt);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.run();
        }
    }

    /// A listener that is closed under its loop fails at once, each time.
    private static void spin(AtomicInteger turns) {
        while (!Thread.currentThread().isInterrupted()) {
            turns.incrementAndGet();
        }
    }

    @Test
    void aLinkThatSpinsIsNamedWithItsPlaceAndRunAgainLaterEachTime() {
        ManualClock clock = new ManualClock().atMost(3);
        AtomicInteger lives = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        Health health = begin("spinning", clock, _ -> {
            lives.incrementAndGet();
            spin(turns);
        });
        for (int life = 1; life <= 3; life++) {
            int begun = life;
            await().atMost(10, TimeUnit.SECONDS).until(() -> lives.get() == begun && turns.get() > 0);
            turns.set(0);
            await().until(() -> turns.get() > 0);
            look(SpinWatch.LOOKS);
            int restarts = life;
            await().atMost(10, TimeUnit.SECONDS).until(() -> clock.slept().size() == restarts);
        }
        assertThat(health.status().state()).isEqualTo(Health.State.DOWN);
        assertThat(health.status().reason()).startsWith("used a processor for 10 s without waiting, in SpinWatchTest.");
        assertThat(clock.slept().get(1)).isGreaterThan(clock.slept().get(0));
        assertThat(clock.slept().get(2)).isGreaterThan(clock.slept().get(1));
    }

    @Test
    void oneLookAtRestIsEnoughToBeLeftAlone() {
        ManualClock clock = new ManualClock();
        AtomicInteger turns = new AtomicInteger();
        Health health = begin("busy", clock, _ -> spin(turns));
        await().until(() -> turns.get() > 0);
        look(SpinWatch.LOOKS - 1);
        assertThat(health.status().state()).isEqualTo(Health.State.STARTING);
        assertThat(links.getFirst().looksReady()).isEqualTo(SpinWatch.LOOKS);
    }

    @Test
    void aThreadThatOnlyLooksReadyIsLeftAlone() {
        SpinWatch idle = new SpinWatch(links, () -> 1_000);
        AtomicInteger turns = new AtomicInteger();
        Health health = begin("native", new ManualClock(), _ -> spin(turns));
        await().until(() -> turns.get() > 0);
        for (int i = 0; i < 2 * SpinWatch.LOOKS; i++) {
            idle.run();
        }
        assertThat(health.status().state()).isEqualTo(Health.State.STARTING);
    }

    @Test
    void aLinkThatReadsASocketIsLeftAlone() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket _ = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket near = server.accept()) {
            AtomicInteger begun = new AtomicInteger();
            Health health = begin("reading", new ManualClock(), _ -> {
                begun.incrementAndGet();
                assertThat(near.getInputStream().read()).isEqualTo(-1);
            });
            await().until(() -> begun.get() > 0 && links.getFirst().looksReady() == 0);
            look(3 * SpinWatch.LOOKS);
            assertThat(health.status().state()).isEqualTo(Health.State.STARTING);
        }
    }

    /// Its thread returns from step to step, and may do so just when it is blamed.
    @Test
    void aLinkWhoseStepsNeverWaitIsRunAgainToo() {
        ManualClock clock = new ManualClock().atMost(20);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger steps = new AtomicInteger();
        Health health = begin(
                new SteppedLink() {
                    @Override
                    public String name() {
                        return "stepping";
                    }

                    @Override
                    public Message description() {
                        return Message.verbatim("tests");
                    }

                    @Override
                    public LinkRun begin(Context context) {
                        begun.incrementAndGet();
                        return new LinkRun() {
                            @Override
                            public Duration step() {
                                steps.incrementAndGet();
                                return Duration.ZERO;
                            }

                            @Override
                            public void close() {}
                        };
                    }
                },
                clock);
        for (int life = 1; life <= 15; life++) {
            int lives = life;
            await().atMost(10, TimeUnit.SECONDS).until(() -> begun.get() == lives);
            int before = steps.get();
            await().until(() -> steps.get() > before);
            look(SpinWatch.LOOKS);
            await().atMost(10, TimeUnit.SECONDS).until(() -> clock.slept().size() == lives);
        }
        assertThat(health.status().reason()).startsWith("used a processor for 10 s without waiting");
    }

    /// The whole of it, in real time: a supervisor of this machine finds the link by itself, and others go on.
    @Test
    void aRealLinkThatSpinsIsEndedWithinSecondsAndAnotherGoesOn() {
        SystemClock clock = new SystemClock();
        AtomicInteger lives = new AtomicInteger();
        AtomicLong beats = new AtomicLong();
        try (Supervisor supervisor = Supervisor.system(clock)) {
            Health spinning = new Health();
            supervisor.start(
                    new WorkLink("spinning", context -> {
                        lives.incrementAndGet();
                        while (!Thread.currentThread().isInterrupted()) {
                            context.health().count("turns");
                        }
                    }),
                    spinning);
            Health other = new Health();
            supervisor.start(
                    new WorkLink("other", context -> {
                        while (true) {
                            beats.incrementAndGet();
                            context.clock().sleep(Duration.ofMillis(20));
                        }
                    }),
                    other);
            await().atMost(30, TimeUnit.SECONDS).until(() -> spinning.status().state() == Health.State.DOWN);
            assertThat(spinning.status().reason()).contains("without waiting");
            await().atMost(10, TimeUnit.SECONDS).until(() -> lives.get() == 2);
            assertThat(spinning.restarts()).isEqualTo(1);
            assertThat(beats.get()).isGreaterThan(50);
            assertThat(other.status().state()).isEqualTo(Health.State.STARTING);
        }
    }
}
