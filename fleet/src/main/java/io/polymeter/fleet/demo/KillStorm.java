package io.polymeter.fleet.demo;

import io.polymeter.fleet.site.Quarter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Kills every part of a fleet while sites talk and gateways are asked for what they were away for, in an order that a
/// seed decides, and counts afterwards that nothing is missing or doubled: in the sums of the engines and in the
/// database. Every role is a process of its own, killed as by `kill -9`.
final class KillStorm extends Storm {

    private static final int PARTITIONS = 16;

    /// Messages of each site while something is killed; six are a quarter-hour.
    private static final int ROUNDS = 10;

    /// Who is killed.
    private enum Victim {
        ENGINE,
        BROKER,
        FRONT,
        SINK,
        GATEWAYS,
        /// A third engine joins, and the first one is killed for good.
        RESCALE
    }

    KillStorm(StormTerms terms, Consumer<String> say) {
        super(terms, say);
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        try (StormWorld world = new StormWorld(PARTITIONS);
                SyntheticSites sites = new SyntheticSites(world.kafka, terms().sites());
                EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            StormFront front = new StormFront(world.roles, world.kafka);
            AwaySites away = new AwaySites(world, front, terms().connections(), terms().seconds());
            StormSink sink = new StormSink(world, postgres);
            sink.start();
            world.engine(1);
            world.engine(2);
            sites.births();
            away.before();
            world.caughtUp();
            front.start();
            away.start();
            say(
                    "before: %d sites are known to two engines; %d gateways were away for %d h",
                    terms().sites(), terms().connections(), terms().seconds());
            long began = System.nanoTime();
            int rounds = kills(new Parts(world, front, sink, away), sites);
            world.caughtUp();
            say("messages: %d, and all of them taken in, after %.1f s", (long) rounds * terms().sites(), since(began));
            sites.exact(rounds, this);
            rows(sink, sites, rounds);
            gateways(sink, away);
            say("reconciled: %.1f s after the kills began", since(began));
        }
    }

    /// What can be killed.
    private record Parts(StormWorld world, StormFront front, StormSink sink, AwaySites away) {}

    /// @return rounds
    private int kills(Parts parts, SyntheticSites sites) throws IOException, InterruptedException {
        Random random = new Random(terms().seed());
        List<Victim> order = new ArrayList<>(List.of(Victim.values()));
        Collections.shuffle(order, random);
        int round = 0;
        for (Victim victim : order) {
            int at = round + 1 + random.nextInt(ROUNDS - 2);
            for (int last = round + ROUNDS; round < last; round++) {
                if (round == at) {
                    kill(parts, victim);
                    say("round %d: %s", round, victim.name().toLowerCase(Locale.ROOT));
                } else if (round == at + 1) {
                    restart(parts, victim);
                }
                int _ = sites.talk(round, terms().rate(), new Once());
            }
        }
        sites.flush();
        return round;
    }

    private static void kill(Parts parts, Victim victim) throws IOException, InterruptedException {
        switch (victim) {
            case ENGINE -> parts.world().kill(2);
            case BROKER -> {
                // Who talks would wait for it.
                parts.world().roles.kill("broker");
                parts.world().broker();
            }
            case FRONT -> parts.front().kill();
            case SINK -> parts.sink().kill();
            case GATEWAYS -> parts.away().kill();
            case RESCALE -> parts.world().engine(3);
        }
    }

    private static void restart(Parts parts, Victim victim) throws IOException, InterruptedException {
        switch (victim) {
            case ENGINE -> parts.world().engine(2);
            case BROKER -> {
                // It runs.
            }
            case FRONT -> parts.front().start();
            case SINK -> parts.sink().start();
            case GATEWAYS -> parts.away().start();
            case RESCALE -> parts.world().kill(1);
        }
    }

    /// What the sites that talk have said is in the database once.
    private void rows(StormSink sink, SyntheticSites sites, int rounds) throws InterruptedException {
        int quarters = (rounds - 1) / 6;
        StormSink.Stretch all = new StormSink.Stretch("grid", sites.start(), sites.start() + quarters * Quarter.MILLIS);
        counted(sink, all, (long) quarters * terms().sites(), SyntheticSites.PER_QUARTER);
    }

    /// What gateways were away for is there, has the energy that each had, and is in the sums of their group.
    private void gateways(StormSink sink, AwaySites away) throws InterruptedException {
        long quarters = (away.to() - away.from()) / Quarter.MILLIS;
        StormSink.Stretch all = new StormSink.Stretch(AwaySites.METER, away.from(), away.to());
        counted(sink, all, quarters * terms().connections(), CountedPast.EACH_QUARTER);
        long exact = sink.becomes(
                StormSink.sums(all, terms().connections() * CountedPast.EACH_QUARTER, terms().connections()), quarters);
        must(exact == quarters, "sums of the gateways: %d of %d quarter-hours exact in the database", exact, quarters);
    }

    private void counted(StormSink sink, StormSink.Stretch all, long rows, long each) throws InterruptedException {
        long exact = sink.becomes(StormSink.exact(all, each), rows);
        long there = sink.count(StormSink.all(all));
        must(
                exact == rows && there == rows,
                "database, %s: %d rows of %d, %d of them exact; %d lost, %d twice or wrong",
                all.meter(),
                there,
                rows,
                exact,
                Math.max(0, rows - there),
                there - exact);
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
