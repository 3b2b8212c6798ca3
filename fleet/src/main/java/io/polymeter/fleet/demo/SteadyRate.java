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
public final class SteadyRate {

    private static final int PARTITIONS = 64;
    private static final Duration STANDSTILL = Duration.ofMinutes(1);
    private final KafkaAccess kafka;
    private final Consumer<String> say;
    private final int sites;

    private SteadyRate(KafkaAccess kafka, int sites, Consumer<String> say) {
        this.kafka = kafka;
        this.sites = sites;
        this.say = say;
    }

    /// Runs it.
    ///
    /// @param rounds messages of each site, 8 or more: two quarter-hours
    /// @return whether the sums are exact
    public static boolean run(int sites, int rounds, Consumer<String> say) throws IOException, InterruptedException {
        try (RoleProcesses roles = RoleProcesses.in("polymeter-rate");
                LocalBroker broker =
                        LocalBroker.start(roles.directory().resolve("kafka"), roles.port(), roles.port())) {
            KafkaAccess kafka = new KafkaAccess(broker.bootstrap(), 1, Map.of(), new FleetTopics("rate", PARTITIONS));
            kafka.prepare();
            return new SteadyRate(kafka, sites, say)
                    .measure(rounds, roles.directory().resolve("state"));
        }
    }

    private boolean measure(int rounds, Path state) throws InterruptedException {
        Engine.Settings settings = new Engine.Settings(state, 2, "", EngineTerms.standard(PARTITIONS));
        try (SyntheticSites synthetic = new SyntheticSites(kafka, sites)) {
            long messages = synthetic.births();
            try (Engine engine = Engine.start(kafka, SyntheticSites.membership(), settings)) {
                await(engine, messages);
                say.accept("births: " + sites + " sites known");
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
                tell((System.nanoTime() - began) / 1e9, (cpu() - cpu) / 1e9, (long) rounds * sites);
                return synthetic.exact(rounds, say);
            }
        }
    }

    private void tell(double seconds, double spent, long messages) {
        say.accept("messages: %d in %.1f s: %.0f messages/s".formatted(messages, seconds, messages / seconds));
        say.accept("processor time: %.1f s of all that runs here, the producer too: %.0f messages a second of one core"
                .formatted(spent, messages / spent));
    }

    /// Nanoseconds that this process has had of all cores: what others do beside it does not count.
    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static void await(Engine engine, long messages) throws InterruptedException {
        long taken = 0;
        long changed = System.nanoTime();
        while (taken < messages) {
            Thread.sleep(20);
            long now = engine.tallies().messages();
            if (now != taken) {
                taken = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > STANDSTILL.toNanos()) {
                throw new IllegalStateException("the engine took " + taken + " of " + messages
                        + " messages, and none for " + STANDSTILL.toSeconds() + " s");
            }
        }
    }
}
