package io.polymeter.fleet.demo;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Kills engines and the broker while sites talk, in an order that a seed decides, and counts afterwards that nothing
/// is missing or doubled. Every role is a process of its own, killed as by `kill -9`.
final class FleetStorm {

    private static final int PARTITIONS = 16;

    private final StormTerms terms;
    private final Consumer<String> say;

    FleetStorm(StormTerms terms, Consumer<String> say) {
        this.terms = terms;
        this.say = say;
    }

    /// Runs it.
    ///
    /// @param rounds messages of each site; six are a quarter-hour
    /// @return whether the sums are exact
    boolean run(int rounds) throws IOException, InterruptedException, ExecutionException {
        try (StormWorld world = new StormWorld(PARTITIONS);
                SyntheticSites sites = new SyntheticSites(world.kafka, terms.sites())) {
            for (int engine = 1; engine <= 2; engine++) {
                world.engine(engine);
            }
            sites.births();
            world.caughtUp();
            say.accept("births: " + terms.sites() + " sites are known to two engines");
            Random random = new Random(terms.seed());
            int third = rounds / 4;
            int engineAt = 1 + random.nextInt(third);
            int brokerAt = third + 1 + random.nextInt(third);
            int rescaleAt = 2 * third + 1 + random.nextInt(third);
            long began = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                if (round == engineAt) {
                    takeover(world, sites, round);
                } else {
                    disturb(world, round, brokerAt, rescaleAt);
                    send(sites, round);
                }
            }
            sites.flush();
            world.caughtUp();
            say.accept("messages: %d, and all of them taken in, after %.1f s"
                    .formatted((long) rounds * terms.sites(), (System.nanoTime() - began) / 1e9));
            return sites.exact(rounds, say);
        }
    }

    private void send(SyntheticSites sites, int round) throws InterruptedException {
        int _ = sites.talk(round, terms.rate(), new Once());
    }

    private void disturb(StormWorld world, int round, int brokerAt, int rescaleAt)
            throws IOException, InterruptedException {
        if (round == brokerAt) {
            world.roles.kill("broker");
            world.broker();
            say.accept("round " + round + ": the broker was killed and started again");
        } else if (round == rescaleAt) {
            world.engine(3);
            say.accept("round " + round + ": a third engine joins");
        } else if (round == rescaleAt + 2) {
            world.kill(1);
            say.accept("round " + round + ": the first engine was killed for good");
        }
    }

    /// Kills the second engine while sites go on to talk, and looks when every partition moves again.
    private void takeover(StormWorld world, SyntheticSites sites, int round)
            throws IOException, InterruptedException, ExecutionException {
        Map<Integer, Long> before = world.ends();
        long began = System.nanoTime();
        world.kill(2);
        send(sites, round);
        Map<Integer, Long> wanted = new HashMap<>(world.ends());
        wanted.entrySet().removeIf(end -> end.getValue().equals(before.get(end.getKey())));
        world.await(() -> {
            Map<Integer, Long> done = world.committed();
            return wanted.entrySet().stream().allMatch(end -> done.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
        say.accept("round %d: the second engine was killed; all that came since is taken in after %.1f s"
                .formatted(round, (System.nanoTime() - began) / 1e9));
        world.engine(2);
    }

    /// One round is enough.
    private static final class Once implements BooleanSupplier {
        private boolean done;

        @Override
        public boolean getAsBoolean() {
            boolean before = done;
            done = true;
            return before;
        }
    }
}
