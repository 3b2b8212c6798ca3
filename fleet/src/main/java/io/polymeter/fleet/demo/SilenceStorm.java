package io.polymeter.fleet.demo;

import io.polymeter.fleet.site.SiteView;
import io.polymeter.fleet.topic.Status;
import io.polymeter.fleet.topic.TopicTable;
import io.polymeter.fleet.topic.UpWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// All sites fall silent: when each of them is known to be, and whether any was called so that was not. Then an engine
/// is
/// down for a while, while sites talk, and has to catch up without calling anybody silent.
final class SilenceStorm {

    private static final int PARTITIONS = 16;
    private static final long EVERY = 10_000;

    /// Three intervals, and what the engine adds.
    private static final long PATIENCE = 3 * EVERY + 5_000;

    private final StormTerms terms;
    private final Consumer<String> say;
    private final Map<String, Long> silent = new ConcurrentHashMap<>();
    private final AtomicInteger alarms = new AtomicInteger();

    SilenceStorm(StormTerms terms, Consumer<String> say) {
        this.terms = terms;
        this.say = say;
    }

    boolean run() throws IOException, InterruptedException, ExecutionException {
        try (StormWorld world = new StormWorld(PARTITIONS);
                UpWriter _ = UpWriter.start(world.kafka);
                PresentSites sites = new PresentSites(world.kafka, terms.sites(), EVERY);
                TopicTable _ = new TopicTable(world.kafka, world.kafka.topics().status(), this::heard)) {
            world.engine(1);
            sites.births();
            sites.talk(2 * EVERY);
            world.caughtUp();
            boolean early = said("while all talk", silent.size());
            long last = sites.lastSaid();
            long deadline = System.currentTimeMillis() + PATIENCE + 60_000;
            world.await(() -> silent.size() == terms.sites() || System.currentTimeMillis() > deadline);
            long after = silent.entrySet().stream()
                    .mapToLong(entry -> entry.getValue() - sites.said(entry.getKey()) - PATIENCE)
                    .max()
                    .orElse(0);
            long tooEarly = silent.entrySet().stream()
                    .filter(entry -> entry.getValue() - sites.said(entry.getKey()) < PATIENCE - EVERY)
                    .count();
            say.accept(
                    "silence: %d of %d sites known, the last one %.1f s after its deadline (5 s asked), %.1f s after the last word"
                            .formatted(
                                    silent.size(),
                                    terms.sites(),
                                    after / 1000.0,
                                    (System.currentTimeMillis() - last) / 1000.0));
            boolean known = silent.size() == terms.sites() && after <= 5_000;
            boolean patient = said("before their deadline", tooEarly);
            return catchUp(world, sites) && known && early && patient;
        }
    }

    private boolean catchUp(StormWorld world, PresentSites sites)
            throws IOException, InterruptedException, ExecutionException {
        sites.talk(2 * EVERY);
        world.await(silent::isEmpty);
        world.kill(1);
        alarms.set(0);
        sites.talk(terms.seconds() * 1000L);
        world.engine(1);
        long began = System.nanoTime();
        Map<Integer, Long> missed = world.ends();
        world.await(() -> {
            sites.talk(EVERY);
            Map<Integer, Long> done = world.committed();
            return missed.entrySet().stream().allMatch(end -> done.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
        say.accept("catch-up: %d s of all sites taken in, %.1f s after the engine was started"
                .formatted(terms.seconds(), (System.nanoTime() - began) / 1e9));
        sites.talk(PATIENCE + EVERY);
        return said("after the engine was down", alarms.get());
    }

    private boolean said(String when, long wrong) {
        say.accept("false alarms " + when + ": " + wrong);
        return wrong == 0;
    }

    private void heard(String node, byte[] bytes) {
        boolean now = bytes != null && Status.of(bytes).meters().containsValue(SiteView.SILENT);
        if (!now) {
            silent.remove(node);
        } else if (silent.putIfAbsent(node, System.currentTimeMillis()) == null) {
            alarms.incrementAndGet();
        }
    }
}
