package io.polymeter.fleet.demo;

import io.polymeter.fleet.topic.UpWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// What happens to sums, and how long sites wait, when engines come and go.
final class EngineStorm extends Storm {

    private static final int PARTITIONS = 16;

    /// Live again: no message waits longer than this, in seconds.
    private static final double LIVE = 2;

    private final int engines;
    private final Course course;

    private EngineStorm(StormTerms terms, Consumer<String> say, int engines, Course course) {
        super(terms, say);
        this.engines = engines;
        this.course = course;
    }

    /// What engines have to go through, while sites talk.
    private interface Course {
        void run(EngineStorm storm, StormWorld world, LagMeter lag)
                throws IOException, InterruptedException, ExecutionException;
    }

    /// One of two engines is killed.
    static EngineStorm takeover(StormTerms terms, Consumer<String> say) {
        return new EngineStorm(terms, say, 2, EngineStorm::killOne);
    }

    /// One engine, then three, then two.
    static EngineStorm rescale(StormTerms terms, Consumer<String> say) {
        return new EngineStorm(terms, say, 1, EngineStorm::growAndShrink);
    }

    private void killOne(StormWorld world, LagMeter lag) throws IOException, InterruptedException, ExecutionException {
        Map<Integer, Long> before = world.committed();
        long killed = System.nanoTime();
        world.kill(2);
        world.await(() -> {
            Map<Integer, Long> now = world.committed();
            return before.entrySet().stream().allMatch(part -> now.getOrDefault(part.getKey(), 0L) > part.getValue());
        });
        within(12, since(killed), "taken over: after the kill every partition goes on in");
        world.await(() -> lag.present() < LIVE);
        within(30, since(killed), "live: after the kill no message waits longer than %.0f s in".formatted(LIVE));
    }

    private void growAndShrink(StormWorld world, LagMeter lag)
            throws IOException, InterruptedException, ExecutionException {
        world.engine(2);
        world.engine(3);
        shared(world, 3);
        Thread.sleep(terms().seconds() * 1000L);
        within(10, lag.worst(), "from one engine to three: a partition pauses at most");
        lag.reset();
        world.roles.stop("engine-1");
        shared(world, 2);
        Thread.sleep(terms().seconds() * 1000L);
        within(10, lag.worst(), "from three to two: a partition pauses at most");
    }

    /// Waits until so many engines share the sites.
    private void shared(StormWorld world, int wanted) throws IOException, InterruptedException, ExecutionException {
        long began = System.nanoTime();
        world.await(() -> world.working() == wanted);
        say("engines: %d share the sites after %.1f s", wanted, since(began));
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        int sites = terms().sites();
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
            long quiet = System.nanoTime() + terms().seconds() * 1_000_000_000L;
            SteadyTalk talk = new SteadyTalk(synthetic, terms().rate());
            world.await(() -> System.nanoTime() > quiet);
            say(
                    "before: %d messages/s of %d sites, a message waits %.1f s at most",
                    terms().rate(), sites, lag.worst());
            lag.reset();
            course.run(this, world, lag);
            int rounds = talk.end();
            world.caughtUp();
            say("messages: %d, all of them taken in", (long) rounds * sites);
            synthetic.exact(rounds, this);
        }
    }
}
