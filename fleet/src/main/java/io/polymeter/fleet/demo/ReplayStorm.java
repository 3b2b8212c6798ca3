package io.polymeter.fleet.demo;

import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.UpWriter;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// Gateways send a day of their past again while others tell the present: how much longer the present waits,
/// and whether the sums of the past are exact.
final class ReplayStorm extends Storm {

    private static final int PARTITIONS = 16;
    private static final int LIVE_SITES = 1_000;

    /// Messages a second of the present.
    private static final int LIVE = 1_000;

    ReplayStorm(StormTerms terms, Consumer<String> say) {
        super(terms, say);
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        try (StormWorld world = new StormWorld(PARTITIONS);
                UpWriter _ = UpWriter.start(world.kafka);
                SyntheticSites present = new SyntheticSites(world.kafka, LIVE_SITES);
                PastSites past = new PastSites(world.kafka, terms().sites());
                LagMeter lag = new LagMeter(world)) {
            world.engine(1);
            world.engine(2);
            present.births();
            past.births();
            world.caughtUp();
            present.heard(lag::sent);
            SteadyTalk talk = new SteadyTalk(present, LIVE);
            Thread.sleep(terms().seconds() * 1000L);
            double before = lag.p99();
            lag.reset();
            long began = System.nanoTime();
            past.replay(terms().rate());
            world.caughtUp();
            double during = lag.p99();
            int _ = talk.end();
            say(
                    "replayed: 24 h of %d gateways, %d payloads of %d values, in %.1f s beside %d messages/s",
                    terms().sites(), past.payloads(), PastSites.VALUES, since(began), LIVE);
            say("live: 99 of 100 looks at a partition wait at most %.2f s, %.2f s before", during, before);
            within(1, during - before, "live: a message waits longer by");
            exact(past, present);
        }
    }

    private void exact(PastSites past, SyntheticSites sums) throws InterruptedException {
        int right = 0;
        for (long from = past.start(); from < past.end(); from += Quarter.MILLIS) {
            long wanted = PastSites.EACH_QUARTER * terms().sites();
            right += sums.becomes("past@" + from, wanted, terms().sites()) ? 1 : 0;
        }
        must(
                right == PastSites.QUARTERS,
                "sums: %d of %d quarter-hours exact to the last digit",
                right,
                PastSites.QUARTERS);
    }
}
