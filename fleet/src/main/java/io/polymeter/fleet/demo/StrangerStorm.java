package io.polymeter.fleet.demo;

import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.SaidTopic;
import io.polymeter.fleet.topic.UplinkMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Half of those who come to a front have a certificate that was revoked, has expired or is of another authority:
/// none of them gets in, and the others stay connected and are heard as before. In the end some of those are revoked
/// too.
final class StrangerStorm extends Storm {

    private static final int PARTITIONS = 4;

    /// Connections that come about at the same time.
    private static final int AT_ONCE = 64;

    /// Honest ones that talk, and how often.
    private static final int TALKERS = 20;

    private static final long EVERY = 100;

    /// Certificates of each kind; many connections come with the same one.
    private static final int CERTIFICATES = 20;

    private final Map<Kind, LongAdder> refused = new EnumMap<>(Kind.class);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    /// Why a certificate does not count.
    private enum Kind {
        REVOKED,
        EXPIRED,
        FOREIGN
    }

    StrangerStorm(StormTerms terms, Consumer<String> say) {
        super(terms, say);
        Stream.of(Kind.values()).forEach(kind -> refused.put(kind, new LongAdder()));
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        int half = Math.max(2 * TALKERS, terms().connections() / 2);
        try (StormWorld world = new StormWorld(PARTITIONS)) {
            StormFront front = new StormFront(world.roles, world.kafka);
            register(world, half, true);
            front.start();
            List<FrontClient> honest = honest(front, half);
            long connected = honest.stream().filter(FrontClient::isConnected).count();
            must(
                    connected == half,
                    "honest: %d of %d are connected; the front has %d MB",
                    connected,
                    half,
                    front.peak());
            Talk calm = talk(honest);
            Thread.sleep(terms().seconds() * 1000L);
            say("before: %s", calm.end());
            Talk during = talk(honest);
            long began = System.nanoTime();
            strangers(front, half);
            double took = since(began);
            Thread.sleep(1_000);
            String heard = during.end();
            refused.forEach((kind, many) -> say("refused: %d with a certificate that is %s", many.sum(), kind));
            must(unanswered.get() == 0, "without an answer, which is no refusal: %d strangers", unanswered.get());
            must(accepted.get() == 0, "let in: %d of %d strangers, who came within %.1f s", accepted.get(), half, took);
            must(during.lost() == 0, "meanwhile: %s", heard);
            within(1, during.slowest(), "99 of 100 messages of honest ones are acknowledged in");
            long still = honest.stream().filter(FrontClient::isConnected).count();
            must(still == half, "honest: %d of %d are connected still; the front had %d MB", still, half, front.peak());
            revoke(world, honest);
            honest.forEach(FrontClient::disconnect);
        }
    }

    private static void register(StormWorld world, int many, boolean admitted) {
        try (Producer<String, byte[]> producer = world.kafka.producer()) {
            for (int each = 0; each < many; each++) {
                Registration may = admitted ? Registration.PLAIN : Registration.PLAIN.admitted(false, 0);
                var _ = producer.send(new ProducerRecord<>(world.kafka.topics().registry(), honest(each), may.bytes()));
            }
            var _ = producer.send(new ProducerRecord<>(
                    world.kafka.topics().registry(),
                    "g/revoked",
                    Registration.PLAIN.admitted(false, 0).bytes()));
            producer.flush();
        }
    }

    private static String honest(int number) {
        return "g/site-" + number;
    }

    private static List<FrontClient> honest(StormFront front, int many) throws IOException, InterruptedException {
        List<FrontClient> clients = new ArrayList<>();
        Semaphore room = new Semaphore(AT_ONCE);
        Authority authority = front.authority();
        for (int each = 0; each < many; each++) {
            FrontClient client = FrontClient.of(
                    front.port(), "site-" + each, authority.gateway(honest(each)), authority.certificate());
            clients.add(client);
            room.acquire();
            var _ = client.connect().whenComplete((_, _) -> room.release());
        }
        room.acquire(AT_ONCE);
        return clients;
    }

    private void strangers(StormFront front, int many) throws IOException, InterruptedException {
        Map<Kind, List<Authority.Identity>> identities = identities(front);
        Semaphore room = new Semaphore(AT_ONCE);
        for (int each = 0; each < many; each++) {
            Kind kind = Kind.values()[each % Kind.values().length];
            List<Authority.Identity> own = identities.getOrDefault(kind, List.of());
            FrontClient client = FrontClient.of(
                    front.port(),
                    "stranger-" + each,
                    own.get(each / 3 % own.size()),
                    front.authority().certificate());
            room.acquire();
            var _ = client.connect().whenComplete((_, error) -> {
                if (error == null) {
                    accepted.incrementAndGet();
                } else if (FrontClient.isUnanswered(error)) {
                    unanswered.incrementAndGet();
                } else {
                    refused.getOrDefault(kind, new LongAdder()).increment();
                }
                room.release();
            });
        }
        room.acquire(AT_ONCE);
    }

    /// All but the revoked ones are of nodes that may come: what is wrong is the certificate alone.
    private static Map<Kind, List<Authority.Identity>> identities(StormFront front) throws IOException {
        Authority foreign = Authority.init(front.directory().resolve("foreign"), StormFront.PASSWORD);
        Map<Kind, List<Authority.Identity>> all = new EnumMap<>(Kind.class);
        for (int each = 0; each < CERTIFICATES; each++) {
            String node = honest(each);
            add(all, Kind.REVOKED, front.authority().gateway("g/revoked"));
            add(all, Kind.EXPIRED, front.authority().gateway(node, Duration.ofMinutes(-10)));
            add(all, Kind.FOREIGN, foreign.gateway(node));
        }
        return all;
    }

    private static void add(Map<Kind, List<Authority.Identity>> all, Kind kind, Authority.Identity identity) {
        all.computeIfAbsent(kind, _ -> new ArrayList<>()).add(identity);
    }

    /// Takes the certificates of the talkers back.
    private void revoke(StormWorld world, List<FrontClient> honest)
            throws IOException, InterruptedException, ExecutionException {
        List<FrontClient> some = honest.subList(0, TALKERS);
        register(world, TALKERS, false);
        long began = System.nanoTime();
        world.await(() -> some.stream().noneMatch(FrontClient::isConnected) || since(began) > 30);
        within(5, since(began), "revoked while connected: all are disconnected in");
        long others = honest.subList(TALKERS, honest.size()).stream()
                .filter(FrontClient::isConnected)
                .count();
        must(others == honest.size() - TALKERS, "the other %d stay connected", others);
    }

    private static Talk talk(List<FrontClient> honest) {
        return new Talk(honest.subList(0, TALKERS));
    }

    /// Some that talk until they are told to be silent, each with one message at a time.
    private static final class Talk {
        private final List<Thread> threads = new ArrayList<>();
        private final List<Double> waits = new ArrayList<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private int lost;

        Talk(List<FrontClient> talkers) {
            for (int each = 0; each < talkers.size(); each++) {
                int number = each;
                threads.add(Thread.ofVirtual().start(() -> run(talkers.get(number), number)));
            }
        }

        private void run(FrontClient client, int number) {
            while (!over.get()) {
                long sent = System.nanoTime();
                SaidTopic topic = new SaidTopic(UplinkMessage.Kind.NDATA, honest(number), "");
                CompletableFuture<?> said = client.say(topic, new byte[] {0}, true);
                try {
                    var _ = said.get();
                    took(since(sent));
                } catch (ExecutionException _) {
                    failed();
                } catch (InterruptedException _) {
                    return;
                }
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }

        private synchronized void took(double seconds) {
            waits.add(seconds);
        }

        private synchronized void failed() {
            lost++;
        }

        synchronized int lost() {
            return lost;
        }

        /// What 99 of 100 messages do not exceed, in seconds.
        synchronized double slowest() {
            List<Double> sorted = waits.stream().sorted().toList();
            return sorted.isEmpty() ? Double.POSITIVE_INFINITY : sorted.get(sorted.size() * 99 / 100);
        }

        /// @return what it was like
        String end() throws InterruptedException {
            over.set(true);
            for (Thread each : threads) {
                each.join();
            }
            synchronized (this) {
                return "%d messages of %d honest ones acknowledged, %d lost, 99 of 100 within %.0f ms"
                        .formatted(waits.size(), threads.size(), lost, slowest() * 1000);
            }
        }
    }
}
