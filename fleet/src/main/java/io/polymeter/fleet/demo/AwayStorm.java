package io.polymeter.fleet.demo;

import io.polymeter.config.Configuration;
import io.polymeter.fleet.ca.PemFiles;
import io.polymeter.fleet.group.Registration;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.link.sparkplug.SparkplugOutput;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Supervisor;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A gateway whose broker is away for a day, which goes by in a minute or two: what that costs those who read its
/// registers, what it takes of memory and disk, and whether the day is told afterwards.
final class AwayStorm extends Storm {

    private static final int PARTITIONS = 1;
    private static final String NODE = "demo/away";
    private static final Duration DAY = Duration.ofDays(1);

    /// Looks at the turnaround, in turn with the others of their kind.
    private static final int LOOKS = 5;

    private static final long LOOK = 2_000;

    /// Rounds are a minute apart; a hole is more than three of them.
    private static final long GAP = 200_000;

    /// Bytes of the heap that a day may add: it belongs on the disk.
    private static final long HEAP = 32L << 20;

    /// Unit and register of the face: total power of model 213.
    private static final int UNIT = 240;

    private static final int POWER = 40_097;

    AwayStorm(StormTerms terms, Consumer<String> say) {
        super(terms, say);
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        HurriedClock clock = new HurriedClock(Instant.now().minus(DAY));
        try (StormWorld world = new StormWorld(PARTITIONS)) {
            StormFront front = new StormFront(world.roles, world.kafka);
            Path directory = world.roles.directory().resolve("gateway");
            PemFiles.write(directory, front.authority().gateway(NODE));
            register(world);
            front.start();
            int port = world.roles.port();
            TimesTold told = new TimesTold(world.kafka, NODE);
            try (Polymeter _ = gateway(directory, configuration(front.port(), port), clock);
                    Turnaround face = face(world, port)) {
                world.await(() -> told.look().live() > 0);
                List<Turnaround.Figures> with = looks(face);
                front.kill();
                long from = clock.wall().toEpochMilli();
                List<Turnaround.Figures> without = looks(face);
                compare(with, without);
                away(clock, face, directory);
                front.start();
                complete(world, told, from, clock.wall().toEpochMilli());
            }
        }
    }

    private static String configuration(int front, int port) {
        return """
                site: { name: away }
                http: { enabled: false }
                meters:
                  grid: { simulate: summer-day, fresh-for: 5m }
                outputs:
                  plc:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "rtu+tcp://127.0.0.1:%d", unit: %d }
                  fleet:
                    meters: all
                    sparkplug:
                      broker: mqtts://localhost:%d
                      group: demo
                      node: away
                      every: 60s
                      tls: { trust: fleet.pem, certificate: client.pem, key: client.key }
                """.formatted(port, UNIT, front);
    }

    private static Polymeter gateway(Path directory, String text, HurriedClock clock) throws IOException {
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), text);
        Wiring wiring = new Wiring(
                Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol(), SparkplugOutput.create()));
        Configuration configuration = Configuration.load(file, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return Polymeter.start(
                plan,
                clock,
                new Supervisor(
                        clock,
                        RandomGenerator::getDefault,
                        Thread.ofPlatform().name("away-", 0).daemon().factory()));
    }

    private static void register(StormWorld world) {
        try (Producer<String, byte[]> producer = world.kafka.producer()) {
            var _ = producer.send(
                    new ProducerRecord<>(world.kafka.topics().registry(), NODE, Registration.PLAIN.bytes()));
            producer.flush();
        }
    }

    private static Turnaround face(StormWorld world, int port)
            throws IOException, InterruptedException, ExecutionException {
        world.await(() -> {
            try (Turnaround face = new Turnaround(port, UNIT, POWER)) {
                return face.measure(1).without() == 0;
            } catch (IOException _) {
                return false;
            }
        });
        return new Turnaround(port, UNIT, POWER);
    }

    private static List<Turnaround.Figures> looks(Turnaround face) throws IOException, InterruptedException {
        List<Turnaround.Figures> looks = new ArrayList<>();
        for (int look = 0; look < LOOKS; look++) {
            looks.add(face.measure(LOOK));
        }
        return looks;
    }

    /// Without a broker answers may take as long as the slowest look with one, and its spread more.
    private void compare(List<Turnaround.Figures> with, List<Turnaround.Figures> without) {
        double least =
                with.stream().mapToDouble(Turnaround.Figures::median).min().orElse(0);
        double most =
                with.stream().mapToDouble(Turnaround.Figures::median).max().orElse(0);
        double away = without.stream()
                .mapToDouble(Turnaround.Figures::median)
                .sorted()
                .skip(LOOKS / 2)
                .findFirst()
                .orElse(0);
        double high =
                without.stream().mapToDouble(Turnaround.Figures::high).max().orElse(0);
        double before =
                with.stream().mapToDouble(Turnaround.Figures::high).max().orElse(0);
        must(
                away <= most + (most - least),
                "turnaround of RTU frames: median %.0f to %.0f us with a broker, %.0f us while it is away",
                least,
                most,
                away);
        long absent = without.stream().mapToLong(Turnaround.Figures::without).sum();
        must(absent == 0, "answers without a value while it is away: %d", absent);
        say("turnaround: 99 of 100 within %.0f us with a broker, within %.0f us while it is away", before, high);
    }

    /// A day goes by.
    private void away(HurriedClock clock, Turnaround face, Path directory) throws IOException, InterruptedException {
        long before = heap();
        clock.speed(DAY.toMillis() / (terms().seconds() * 1000.0));
        Turnaround.Figures hurried = face.measure(terms().seconds() * 1000L);
        clock.speed(1);
        long added = Math.max(0, heap() - before);
        say(
                "a day in %d s, with meter and uplink that much faster: median %.0f us, 99 of 100 within %.0f us, %d of %d without a value",
                terms().seconds(), hurried.median(), hurried.high(), hurried.without(), hurried.many());
        must(added < HEAP, "memory: %.1f MB more of the heap than a day before", added / 1e6);
        must(size(directory) < 64L << 20, "disk: %.1f MB wait to be told", size(directory) / 1e6);
    }

    /// What is still there after a collection, in bytes.
    private static long heap() throws InterruptedException {
        for (int turn = 0; turn < 2; turn++) {
            System.gc();
            Thread.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long size(Path directory) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    private void complete(StormWorld world, TimesTold told, long from, long to)
            throws IOException, InterruptedException, ExecutionException {
        long began = System.nanoTime();
        world.await(() -> {
            long last = told.look().last();
            Thread.sleep(2_000);
            return told.look().last() == last && last > from || since(began) > 300;
        });
        TimesTold.Look look = told.look();
        must(
                look.quarters(from, to) == look.ended(from, to) && look.gap(from, to) < GAP,
                "replay: %d values of %d moments, %d of %d quarter-hours, at most %.0f s neither told nor said to be lost, in %.1f s",
                look.values(),
                look.moments(),
                look.quarters(from, to),
                look.ended(from, to),
                look.gap(from, to) / 1000.0,
                since(began));
        // In a day that is over in a minute, a tenth of a second for which this machine does something else is minutes.
        long lost = look.lost(from, to);
        must(
                lost < DAY.toMillis() / 20,
                "lost: %.0f s of the day, for which this process did not come to record, and the gateway says so",
                lost / 1000.0);
    }
}
