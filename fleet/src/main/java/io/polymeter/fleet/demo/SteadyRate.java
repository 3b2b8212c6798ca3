package io.polymeter.fleet.demo;

import io.polymeter.fleet.broker.LocalBroker;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.fleet.topology.EngineTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// Measures how many messages a second one engine takes in, with the broker in the same process and everything on:
/// exactly once, 64 partitions, 10 metrics a message; and counts afterwards that nothing is missing or doubled.
final class SteadyRate extends Storm {

    private static final int PARTITIONS = 64;

    /// Where nothing is taken in for so long, something is broken.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final int rounds;

    /// @param rounds messages of each site, 8 or more: two quarter-hours
    SteadyRate(StormTerms terms, int rounds, Consumer<String> say) {
        super(terms, say);
        this.rounds = rounds;
    }

    @Override
    void course() throws IOException, InterruptedException {
        try (RoleProcesses roles = RoleProcesses.in("polymeter-rate");
                LocalBroker broker =
                        LocalBroker.start(roles.directory().resolve("kafka"), roles.port(), roles.port())) {
            KafkaAccess kafka = new KafkaAccess(broker.bootstrap(), 1, Map.of(), new FleetTopics("rate", PARTITIONS));
            kafka.prepare();
            measure(kafka, roles.directory().resolve("state"));
        }
    }

    private void measure(KafkaAccess kafka, Path state) throws InterruptedException {
        int sites = terms().sites();
        Engine.Settings settings = new Engine.Settings(state, 2, "", EngineTerms.standard(PARTITIONS));
        try (SyntheticSites synthetic = new SyntheticSites(kafka, sites)) {
            long messages = synthetic.births();
            try (Engine engine = Engine.start(kafka, SyntheticSites.membership(), settings)) {
                await(engine, messages);
                say("births: %d sites known", sites);
                long began = System.nanoTime();
                long cpu = cpu();
                for (int round = 0; round < rounds; round++) {
                    for (int site = 0; site < sites; site++) {
                        synthetic.data(site, round);
                    }
                }
                synthetic.flush();
                messages += (long) rounds * sites;
                await(engine, messages);
                tell(since(began), (cpu() - cpu) / 1e9, (long) rounds * sites);
                synthetic.exact(rounds, this);
            }
        }
    }

    private void tell(double seconds, double spent, long messages) {
        say("messages: %d in %.1f s: %.0f messages/s", messages, seconds, messages / seconds);
        say(
                "processor time: %.1f s of all that runs here, the producer too: %.0f messages a second of one core",
                spent, messages / spent);
    }

    /// Nanoseconds that this process has had of all cores: what others do beside it does not count.
    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /// @throws IllegalStateException where the engine takes nothing in any more
    private static void await(Engine engine, long messages) throws InterruptedException {
        long before = -1;
        long changed = System.nanoTime();
        for (long now = engine.tallies().messages();
                now < messages;
                now = engine.tallies().messages()) {
            if (now != before) {
                before = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > PATIENCE.toNanos()) {
                throw new IllegalStateException("the engine has taken in " + now + " messages of " + messages
                        + ", and no more for " + PATIENCE.toSeconds() + " s; it is " + engine.state());
            }
            Thread.sleep(20);
        }
    }
}
