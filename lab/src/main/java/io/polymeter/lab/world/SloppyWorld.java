package io.polymeter.lab.world;

import io.polymeter.config.Configuration;
import io.polymeter.link.Health;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.link.mqtt.MqttProtocol;
import io.polymeter.link.virtual.SumProtocol;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Supervisor;
import io.polymeter.runtime.Wiring;
import io.polymeter.twin.Timeline;
import io.polymeter.twin.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The whole program with meters that answer as sloppily as the field does: over Modbus TCP, on a serial line,
/// on one behind TCP, by pushing, as a document and through a broker; each in a way of its own for a while, at
/// random. At times the whole program stands still. Inverters read each of them, and a sum.
public final class SloppyWorld {

    private static final String CONFIGURATION = """
            site: { timezone: UTC }
            meters:
              wired: { profile: auto, modbus: { poll: "tcp://192.168.178.81:502", unit: 3, every: 1s } }
              line: { profile: auto, modbus: { poll: "rtu+tcp://192.168.178.82:502", unit: 3, every: 1s } }
              bus: { profile: auto, modbus: { poll: "rtu:///dev/ttyUSB0", unit: 3, every: 1s } }
              house: { sum: [wired, line] }
              pushed: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020", from: 192.168.178.83 } }
              web:
                fresh-for: { live: 5s, energy: 5m }
                http:
                  url: "http://192.168.178.84/meter"
                  every: 1s
                  valid: /valid
                  points:
                    active-power: { json: /power, unit: W }
                    active-power.L1: { json: /l1, unit: W }
                    active-power.L2: { json: /l2, unit: W }
                    active-power.L3: { json: /l3, unit: W }
                    active-energy-import: { json: /energy }
              topic:
                fresh-for: { live: 5s, energy: 5m }
                mqtt:
                  broker: "mqtt://192.168.178.85:1883"
                  availability: { topic: house/online, online: online }
                  points:
                    active-power: { topic: house/meter, json: /power, unit: W, time: /time }
                    active-power.L1: { topic: house/meter, json: /l1, unit: W, time: /time }
                    active-power.L2: { topic: house/meter, json: /l2, unit: W, time: /time }
                    active-power.L3: { topic: house/meter, json: /l3, unit: W, time: /time }
            outputs:
              first: { meter: wired, profile: fronius-smart-meter, identity: { serial: "1" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 1 } }
              second: { meter: line, profile: fronius-smart-meter, identity: { serial: "2" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 2 } }
              third: { meter: house, profile: fronius-smart-meter, identity: { serial: "3" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 3 } }
              fourth: { meter: bus, profile: fronius-smart-meter, identity: { serial: "4" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 4 } }
              fifth: { meter: pushed, profile: fronius-smart-meter, identity: { serial: "5" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 5 } }
              sixth: { meter: web, profile: fronius-smart-meter, identity: { serial: "6" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 6 } }
              seventh: { meter: topic, profile: fronius-smart-meter, identity: { serial: "7" }, modbus: { serve: "tcp://0.0.0.0:1502", unit: 7 } }
            """;

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);

    /// How often values are looked at.
    private static final long LOOK = 250 * Conditions.MS;

    /// A reply that is accepted was made at most so long before: a time-out, and the way.
    private static final long OLDEST = 3_500 * Conditions.MS;

    /// A power is shown for 5 s after its reply came, a sum's parts may be 2 s apart.
    private static final long SHOWN = OLDEST + 8 * Conditions.SECOND;

    /// A sum is taken back when a part is too old; where the program stands still meanwhile, it is shown until
    /// it is 15 s old itself.
    private static final long SUMMED = SHOWN + 10 * Conditions.SECOND;

    /// A counter is shown for 5 min after its reply came.
    private static final long KEPT = OLDEST + 310 * Conditions.SECOND;

    private static final long QUIET = 200 * Conditions.SECOND;

    private final SplittableRandom random;
    private final LogTap.Lines lines = new LogTap.Lines();
    private final Timeline timeline = new Timeline(() -> LogTap.to(lines));
    private final VirtualClock clock = new VirtualClock(timeline);
    private final Network network;
    private final SloppyMeter wired;
    private final SloppyMeter line;
    private final SerialBus serial = new SerialBus(timeline);
    private final SloppyMeter bus;
    private final SloppyPusher pushed;
    private final SloppyServer web;
    private final SloppyBroker topic;
    private final List<SloppyConsumer> consumers;
    private final Naming naming = new Naming(lines);
    private long values;
    private long end;
    private int faults;

    private SloppyWorld(long seed) {
        this.random = new SplittableRandom(seed);
        this.network = new Network(timeline, random.split());
        this.wired = new SloppyMeter(network, "192.168.178.81", false, random.split());
        this.line = new SloppyMeter(network, "192.168.178.82", true, random.split());
        this.bus = new SloppyMeter(network, serial, random.split());
        this.pushed = new SloppyPusher(network, random.split());
        this.web = new SloppyServer(network, SloppyMeter::energy, random.split());
        this.topic = new SloppyBroker(network, clock::wall, random.split());
        this.consumers = List.of(
                new SloppyConsumer(network, 1, truth("wired", true)),
                new SloppyConsumer(network, 2, truth("line", true)),
                new SloppyConsumer(
                        network,
                        3,
                        new SloppyConsumer.Truth("house", this::bothHad, this::bothCounted, this::bothExpected)),
                new SloppyConsumer(network, 4, truth("bus", true)),
                new SloppyConsumer(network, 5, truth("pushed", false)),
                new SloppyConsumer(network, 6, truth("web", true)),
                new SloppyConsumer(network, 7, truth("topic", false)));
    }

    /// What was seen.
    ///
    /// @param values that were compared with what the meters had
    /// @param served values that consumers read
    /// @param faults how often a meter changed its habits
    /// @param named faults that were looked up in log and API
    /// @param lines that were logged
    public record Seen(long values, long served, int faults, int named, long lines) {}

    /// Lives through it.
    ///
    /// @throws Violation with the seed, if a value was shown that the meter did not have
    public static Seen run(long seed, Duration length) {
        LogTap.install();
        SloppyWorld world = new SloppyWorld(seed);
        LogTap.to(world.lines);
        try {
            return world.live(length.toNanos());
        } catch (Violation | RuntimeException e) {
            Violation violation = new Violation("seed=" + seed + " commit=" + Repeat.commit() + " at "
                    + world.timeline.now() / Conditions.MS + " ms: " + e.getMessage() + "\nthe last lines logged:\n"
                    + world.lines.last());
            violation.initCause(e);
            throw violation;
        } finally {
            LogTap.to(null);
        }
    }

    private Seen live(long length) {
        end = length;
        plan("wired.poll", SloppyMeter.Habit.values(), wired::turn, habit -> habit.field(false));
        plan(
                "line.poll",
                SloppyMeter.Habit.values(),
                line::turn,
                habit -> habit == SloppyMeter.Habit.UNPLUGGED ? null : habit.field(true));
        plan("bus.poll", SloppyMeter.Habit.values(), bus::turn, SloppyWorld::onTheBus);
        plan("pushed.push", SloppyPusher.Habit.values(), pushed::turn, Deviation::words);
        plan("web.poll", SloppyServer.Habit.values(), web::turn, Deviation::words);
        plan("topic.mqtt", SloppyBroker.Habit.values(), topic::turn, Deviation::words);
        standStill();
        SplittableRandom jitter = random.split();
        Supervisor supervisor = new Supervisor(clock, jitter::split, timeline.threads());
        clock.watch();
        Polymeter running = Polymeter.start(plan(), clock, supervisor);
        naming.of(running);
        while (timeline.now() < length) {
            timeline.runUntil(timeline.now() + LOOK);
            for (String meter : List.of("wired", "line", "bus", "pushed", "web", "topic")) {
                look(running, meter);
            }
            naming.check();
        }
        Snapshot snapshot = running.snapshot();
        for (Snapshot.Link link : snapshot.links()) {
            boolean source = List.of(".poll", ".push", ".mqtt").stream().anyMatch(link.name()::endsWith);
            if (source && link.state() != Health.State.UP) {
                throw new Violation(link.name() + " has not recovered: " + link.state() + ", " + link.reason());
            }
        }
        timeline.stop(running::close);
        long served = consumers.stream().mapToLong(SloppyConsumer::judged).sum();
        return new Seen(values, served, faults, naming.judged(), lines.count());
    }

    /// Whether an adapter echoes is learned once, when its line is opened.
    private static @Nullable String onTheBus(SloppyMeter.Habit habit) {
        return habit == SloppyMeter.Habit.ECHOES ? null : habit.field(true);
    }

    /// One habit after the other, and none at the end.
    ///
    /// @param habits the first is none
    private <T extends Deviation> void plan(
            String link, T[] habits, Consumer<T> turn, Function<T, @Nullable String> words) {
        long at = (10 + random.nextInt(20)) * Conditions.SECOND;
        while (at < end - QUIET) {
            T habit = habits[random.nextInt(habits.length)];
            Naming.Occurrence occurrence = naming.occurrence(link, words.apply(habit));
            timeline.at(at, () -> {
                occurrence.begin(timeline.now());
                turn.accept(habit);
            });
            faults++;
            at += (5 + random.nextInt(40)) * Conditions.SECOND;
            timeline.at(at, () -> {
                occurrence.end(timeline.now());
                turn.accept(habits[0]);
            });
            at += random.nextInt(20) * Conditions.SECOND;
        }
    }

    /// As after SIGSTOP, a few times an hour.
    private void standStill() {
        for (long at = 300L + random.nextInt(600);
                at * Conditions.SECOND < end - QUIET;
                at += 600 + random.nextInt(900)) {
            timeline.at(at * Conditions.SECOND, () -> {
                long until = timeline.now() + (2L + random.nextInt(28)) * Conditions.SECOND;
                naming.standsStill(until);
                timeline.standStill(until);
            });
            faults++;
        }
    }

    /// Every value that is there was measured, all of one moment, and no earlier than it says.
    private void look(Polymeter running, String name) {
        Readings readings = running.meters().find(name).orElseThrow().state().readings();
        if (!readings.has(POWER) || readings.instant(POWER) < 0) {
            return;
        }
        values++;
        double power = readings.value(POWER);
        long instant = readings.instant(POWER);
        // What is dated too old is no harm.
        long last = running.clock().nanos() / Conditions.SECOND;
        for (long second = Math.max(0, (instant - OLDEST) / Conditions.SECOND); second <= last; second++) {
            if (Math.abs(SloppyMeter.watts(second) - power) < 1e-6) {
                whole(readings, name, power);
                counted(readings, name, running.clock().nanos());
                return;
            }
        }
        throw new Violation(
                name + " shows " + power + " W of " + instant / Conditions.MS + " ms, which it did not have");
    }

    private static void whole(Readings readings, String name, double power) {
        double sum = 0;
        for (Phase phase : List.of(Phase.L1, Phase.L2, Phase.L3)) {
            sum += readings.value(Point.of(Quantity.ACTIVE_POWER, phase));
        }
        if (Math.abs(sum - power) > 1e-6) {
            throw new Violation(name + " shows " + power + " W in all and " + sum + " W in its phases");
        }
    }

    /// The counter is the integral of the power until it was asked for, within its resolution. Where a model is read in
    /// pieces, that may be later than when power was.
    private static void counted(Readings readings, String name, long now) {
        double shown = readings.value(IMPORT);
        if (Double.isNaN(shown) || name.equals("pushed") || name.equals("topic")) {
            return;
        }
        long instant = readings.instant(IMPORT);
        double least = SloppyMeter.energy(Math.max(0, instant - OLDEST) / Conditions.SECOND);
        double most = SloppyMeter.energy(now / Conditions.SECOND);
        if (shown < least - 1 || shown > most + 1) {
            throw new Violation(name + " shows " + shown + " Wh where " + least + " to " + most + " Wh were used");
        }
    }

    /// @param counts whether it has a counter of its own
    private SloppyConsumer.Truth truth(String name, boolean counts) {
        return new SloppyConsumer.Truth(
                name,
                power -> SloppyMeter.had(timeline.now() - SHOWN, timeline.now(), power),
                energy -> !counts
                        || energy > SloppyMeter.energy((timeline.now() - KEPT) / Conditions.SECOND) - 1
                                && energy < SloppyMeter.energy(timeline.now() / Conditions.SECOND) + 1,
                () -> String.valueOf(SloppyMeter.energy(timeline.now() / Conditions.SECOND)));
    }

    /// One of the powers that one meter had, and one of the other's.
    private boolean bothHad(double power) {
        long now = timeline.now();
        for (long second = Math.max(0, (now - SUMMED) / Conditions.SECOND);
                second <= now / Conditions.SECOND;
                second++) {
            if (SloppyMeter.had(now - SUMMED, now, power - SloppyMeter.watts(second))) {
                return true;
            }
        }
        return false;
    }

    /// A sum counts from when it began, which is within the first seconds: until then nothing is amiss.
    private boolean bothCounted(double energy) {
        double most = both(timeline.now()) - both(0);
        double least = both(timeline.now() - KEPT) - both(10 * Conditions.SECOND);
        // Over a standstill the powers at its ends say what flowed, until the parts have counted on.
        double slack = naming.isUnsettled(timeline.now()) ? 30 : 2;
        return energy > least - slack && energy < most + slack;
    }

    private String bothExpected() {
        return both(timeline.now() - KEPT) - both(10 * Conditions.SECOND) + " to " + (both(timeline.now()) - both(0));
    }

    private double both(long at) {
        return 2 * SloppyMeter.energy(at / Conditions.SECOND);
    }

    private Plan plan() {
        VirtualPorts.Gate gate = new VirtualPorts.Gate(handler -> handler, admitted -> admitted, (_, _, _) -> {});
        VirtualPorts ports = new VirtualPorts(network, World.HERE, gate);
        Transports ways = new Transports(new VirtualConnector(network, World.HERE), serial, clock, ports);
        byte[] text = CONFIGURATION.getBytes(StandardCharsets.UTF_8);
        Wiring wiring = new Wiring(
                Catalog.builtIn(),
                List.of(
                        new ModbusProtocol(ways),
                        SumProtocol.create(),
                        HttpProtocol.create(web),
                        MqttProtocol.create(topic)));
        Configuration configuration = Configuration.parse(Path.of("sloppy.yaml"), text, _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }
}
