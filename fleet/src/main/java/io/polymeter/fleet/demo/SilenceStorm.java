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

/// All sites fall silent: when each of them is known to be, and whether any was called so that was not. Then an
/// engine is down for a while, while sites talk, and has to catch up without calling anybody silent.
final class SilenceStorm extends Storm {

    private static final int PARTITIONS = 16;
    private static final long EVERY = 10_000;

    /// Three intervals, and what the engine adds.
    private static final long PATIENCE = 3 * EVERY + 5_000;

    private final Map<String, Long> silent = new ConcurrentHashMap<>();
    private final AtomicInteger alarms = new AtomicInteger();

    SilenceStorm(StormTerms terms, Consumer<String> say) {
        super(terms, say);
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        int all = terms().sites();
        try (StormWorld world = new StormWorld(PARTITIONS);
                UpWriter _ = UpWriter.start(world.kafka);
                PresentSites sites = new PresentSites(world.kafka, all, EVERY);
                TopicTable _ = new TopicTable(world.kafka, world.kafka.topics().status(), this::heard)) {
            world.engine(1);
            sites.births();
            sites.talk(2 * EVERY);
            world.caughtUp();
            falseAlarms("while all talk", alarms.get());
            long last = sites.lastSaid();
            long deadline = System.currentTimeMillis() + PATIENCE + 60_000;
            world.await(() -> silent.size() == all || System.currentTimeMillis() > deadline);
            long after = silent.entrySet().stream()
                    .mapToLong(entry -> entry.getValue() - sites.said(entry.getKey()) - PATIENCE)
                    .max()
                    .orElse(0);
            long tooEarly = silent.entrySet().stream()
                    .filter(entry -> entry.getValue() - sites.said(entry.getKey()) < PATIENCE)
                    .count();
            double word = (System.currentTimeMillis() - last) / 1000.0;
            must(
                    silent.size() == all,
                    "silence: %d of %d sites known, %.1f s after the last word",
                    silent.size(),
                    all,
                    word);
            within(5, after / 1000.0, "the last one is known after its deadline in");
            falseAlarms("before their deadline", tooEarly);
            catchUp(world, sites);
        }
    }

    private void catchUp(StormWorld world, PresentSites sites)
            throws IOException, InterruptedException, ExecutionException {
        sites.talk(2 * EVERY);
        world.await(silent::isEmpty);
        world.kill(1);
        alarms.set(0);
        sites.talk(terms().seconds() * 1000L);
        world.engine(1);
        long began = System.nanoTime();
        Map<Integer, Long> missed = world.ends();
        world.await(() -> {
            sites.talk(EVERY);
            Map<Integer, Long> done = world.committed();
            return missed.entrySet().stream().allMatch(end -> done.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
        say(
                "catch-up: %d s of all sites taken in, %.1f s after the engine was started",
                terms().seconds(), since(began));
        sites.talk(PATIENCE + EVERY);
        falseAlarms("after the engine was down", alarms.get());
    }

    private void falseAlarms(String when, long wrong) {
        must(wrong == 0, "false alarms %s: %d", when, wrong);
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
