package io.polymeter.fleet.demo;

import io.polymeter.fleet.topic.UpWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// What happens to sums, and how long sites wait, when engines come and go.
final class EngineStorms {

    private static final int PARTITIONS = 16;

    /// Live again: no message waits longer than this, in seconds.
    private static final double LIVE = 2;

    private final int sites;
    private final int rate;
    private final int seconds;
    private final Consumer<String> say;

    EngineStorms(StormTerms terms, Consumer<String> say) {
        sites = terms.sites();
        rate = terms.rate();
        seconds = terms.seconds();
        this.say = say;
    }

    /// What engines have to go through, while sites talk.
    private interface Course {
        void run(StormWorld world, LagMeter lag) throws IOException, InterruptedException, ExecutionException;
    }

    /// One of two engines is killed.
    boolean takeover() throws IOException, InterruptedException, ExecutionException {
        return under(2, (world, lag) -> {
            Map<Integer, Long> before = world.committed();
            long killed = System.nanoTime();
            world.kill(2);
            world.await(() -> {
                Map<Integer, Long> now = world.committed();
                return before.entrySet().stream()
                        .allMatch(part -> now.getOrDefault(part.getKey(), 0L) > part.getValue());
            });
            say.accept("taken over: every partition goes on %.1f s after the kill (12 s asked)"
                    .formatted((System.nanoTime() - killed) / 1e9));
            world.await(() -> lag.present() < LIVE);
            say.accept("live: no message waits longer than %.0f s, %.1f s after the kill (30 s asked)"
                    .formatted(LIVE, (System.nanoTime() - killed) / 1e9));
        });
    }

    /// One engine, then three, then two.
    boolean rescale() throws IOException, InterruptedException, ExecutionException {
        return under(1, (world, lag) -> {
            world.engine(2);
            world.engine(3);
            Thread.sleep(seconds * 1000L);
            say.accept(
                    "from one engine to three: a partition pauses %.1f s at most (10 s asked)".formatted(lag.worst()));
            lag.reset();
            world.roles.stop("engine-1");
            Thread.sleep(seconds * 1000L);
            say.accept("from three to two: a partition pauses %.1f s at most (10 s asked)".formatted(lag.worst()));
        });
    }

    private boolean under(int engines, Course course) throws IOException, InterruptedException, ExecutionException {
        try (StormWorld world = new StormWorld(PARTITIONS);
                UpWriter _ = UpWriter.start(world.kafka);
                SyntheticSites synthetic = new SyntheticSites(world.kafka, sites);
                LagMeter lag = new LagMeter(world)) {
            for (int engine = 1; engine <= engines; engine++) {
                world.engine(engine);
            }
            synthetic.births();
            world.caughtUp();
            synthetic.heard(lag::sent);
            long quiet = System.nanoTime() + seconds * 1_000_000_000L;
            Talk talk = new Talk(synthetic, rate);
            world.await(() -> System.nanoTime() > quiet);
            say.accept("before: %d messages/s of %d sites, a message waits %.1f s at most"
                    .formatted(rate, sites, lag.worst()));
            lag.reset();
            course.run(world, lag);
            int rounds = talk.end();
            world.caughtUp();
            say.accept("messages: " + (long) rounds * sites + ", all of them taken in");
            return synthetic.exact(rounds, say);
        }
    }

    /// Sites that talk until they are told to be silent.
    private static final class Talk {
        private final Thread thread;
        private volatile boolean over;
        private volatile int rounds;

        Talk(SyntheticSites sites, int rate) {
            thread = Thread.ofPlatform().name("talk").daemon().start(() -> {
                try {
                    rounds = sites.talk(0, rate, () -> over);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        int end() throws InterruptedException {
            over = true;
            thread.join();
            return rounds;
        }
    }
}
