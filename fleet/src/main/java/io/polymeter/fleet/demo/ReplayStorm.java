package io.polymeter.fleet.demo;

import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.UpWriter;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Gateways send a day of their past again while others tell the present: how much longer the present waits, and
/// whether
/// the sums of the past are exact.
final class ReplayStorm {

    private static final int PARTITIONS = 16;
    private static final int LIVE_SITES = 1_000;

    private final StormTerms terms;
    private final Consumer<String> say;

    ReplayStorm(StormTerms terms, Consumer<String> say) {
        this.terms = terms;
        this.say = say;
    }

    /// @param live messages a second of the present
    boolean run(int live) throws IOException, InterruptedException, ExecutionException {
        try (StormWorld world = new StormWorld(PARTITIONS);
                UpWriter _ = UpWriter.start(world.kafka);
                SyntheticSites present = new SyntheticSites(world.kafka, LIVE_SITES);
                PastSites past = new PastSites(world.kafka, terms.sites());
                LagMeter lag = new LagMeter(world)) {
            world.engine(1);
            world.engine(2);
            present.births();
            past.births();
            world.caughtUp();
            present.heard(lag::sent);
            AtomicBoolean over = new AtomicBoolean();
            Thread talk = Thread.ofPlatform().daemon().start(() -> {
                try {
                    int _ = present.talk(0, live, over::get);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            Thread.sleep(terms.seconds() * 1000L);
            double before = lag.p99();
            lag.reset();
            long began = System.nanoTime();
            past.replay(terms.rate());
            world.caughtUp();
            double during = lag.p99();
            over.set(true);
            talk.join();
            say.accept("replayed: 24 h of %d gateways, %d payloads of %d values, in %.1f s beside %d messages/s"
                    .formatted(
                            terms.sites(), past.payloads(), PastSites.VALUES, (System.nanoTime() - began) / 1e9, live));
            say.accept(
                    "live: 99 of 100 looks at a partition wait at most %.2f s, %.2f s before: %.2f s more (1 s asked)"
                            .formatted(during, before, during - before));
            return exact(past, present);
        }
    }

    private boolean exact(PastSites past, SyntheticSites sums) throws InterruptedException {
        int right = 0;
        for (long from = past.start(); from < past.end(); from += Quarter.MILLIS) {
            long wanted = PastSites.EACH_QUARTER * terms.sites();
            boolean exact = sums.becomes("past@" + from, wanted, terms.sites());
            right += exact ? 1 : 0;
        }
        say.accept("sums: %d of %d quarter-hours exact to the last digit".formatted(right, PastSites.QUARTERS));
        return right == PastSites.QUARTERS;
    }
}
