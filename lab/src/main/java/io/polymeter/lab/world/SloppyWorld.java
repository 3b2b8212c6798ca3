package io.polymeter.lab.world;

import io.polymeter.config.Configuration;
import io.polymeter.link.Health;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.modbus.connect.Transports;
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
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The whole program with two meters that answer as sloppily as the field does, one over Modbus TCP and one on a serial
/// line behind TCP, each in a way of its own for a while, at random. Inverters read either of them and their sum.
public final class SloppyWorld {

    private static final String CONFIGURATION = """
            meters:
              wired: { profile: auto, modbus: { poll: "tcp://192.168.178.81:502", unit: 3, every: 1s } }
              line: { profile: auto, modbus: { poll: "rtu+tcp://192.168.178.82:502", unit: 3, every: 1s } }
              house: { sum: [wired, line] }
            outputs:
              first: { meter: wired, profile: fronius-smart-meter, modbus: { serve: "tcp://0.0.0.0:1502", unit: 1 } }
              second: { meter: line, profile: fronius-smart-meter, modbus: { serve: "tcp://0.0.0.0:1502", unit: 2 } }
              third: { meter: house, profile: fronius-smart-meter, modbus: { serve: "tcp://0.0.0.0:1502", unit: 3 } }
            """;

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);

    /// How often values are looked at.
    private static final long LOOK = 250 * Conditions.MS;

    /// A reply that is accepted was made at most so long before: a time-out, and the way.
    private static final long OLDEST = 3_500 * Conditions.MS;

    /// A power is shown for 5 s after its reply came, a sum's parts may be 2 s apart.
    private static final long SHOWN = OLDEST + 8 * Conditions.SECOND;

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
    private final List<SloppyConsumer> consumers;
    private @Nullable Polymeter house;
    private long values;
    private int faults;
    private int named;

    private SloppyWorld(long seed) {
        this.random = new SplittableRandom(seed);
        this.network = new Network(timeline, random.split());
        this.wired = new SloppyMeter(network, "192.168.178.81", false, random.split());
        this.line = new SloppyMeter(network, "192.168.178.82", true, random.split());
        this.consumers = List.of(
                new SloppyConsumer(network, 1, truth("wired", wired)),
                new SloppyConsumer(network, 2, truth("line", line)),
                new SloppyConsumer(network, 3, new SloppyConsumer.Truth("house", this::bothHad, this::bothCounted)));
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
        plan("wired", wired, length);
        plan("line", line, length);
        SplittableRandom jitter = random.split();
        Supervisor supervisor = new Supervisor(clock, jitter::split, timeline.threads());
        Polymeter running = Polymeter.start(plan(), clock, supervisor);
        house = running;
        while (timeline.now() < length) {
            timeline.runUntil(timeline.now() + LOOK);
            look(running, "wired", wired);
            look(running, "line", line);
        }
        Snapshot snapshot = running.snapshot();
        for (Snapshot.Link link : snapshot.links()) {
            if (link.name().endsWith(".poll") && link.state() != Health.State.UP) {
                throw new Violation(link.name() + " has not recovered: " + link.state() + ", " + link.reason());
            }
        }
        timeline.stop(running::close);
        long served = consumers.stream().mapToLong(SloppyConsumer::judged).sum();
        return new Seen(values, served, faults, named, lines.count());
    }

    /// One habit after the other, and none at the end.
    private void plan(String name, SloppyMeter meter, long length) {
        SloppyMeter.Habit[] habits = SloppyMeter.Habit.values();
        long at = (10 + random.nextInt(20)) * Conditions.SECOND;
        while (at < length - QUIET) {
            SloppyMeter.Habit habit = habits[random.nextInt(habits.length)];
            Named named = new Named(name + ".poll", habit.field(name.equals("line")));
            timeline.at(at, () -> {
                named.begin();
                meter.turn(habit);
            });
            faults++;
            at += (5 + random.nextInt(40)) * Conditions.SECOND;
            timeline.at(at, () -> {
                named.end();
                meter.turn(SloppyMeter.Habit.RIGHT);
            });
            at += random.nextInt(20) * Conditions.SECOND;
        }
    }

    /// A fault that everybody is told of: in the API while it lasts, and in the log once at most.
    private final class Named {

        private static final int ENOUGH = 8;

        private final String link;
        private final @Nullable String field;
        private int said;
        private long answers;

        Named(String link, @Nullable String field) {
            this.link = link;
            this.field = field;
        }

        private Snapshot.Link now() {
            return Objects.requireNonNull(house).snapshot().links().stream()
                    .filter(each -> each.name().equals(link))
                    .findFirst()
                    .orElseThrow();
        }

        void begin() {
            said = lines.said(link + ": " + field);
            answers = now().counters().getOrDefault("answers", 0L);
        }

        void end() {
            if (field == null || now().counters().getOrDefault("answers", 0L) - answers < ENOUGH) {
                return;
            }
            named++;
            if (now().troubles().stream().noneMatch(trouble -> trouble.field().equals(field))) {
                throw new Violation(link + " does not tell of " + field);
            }
            int more = lines.said(link + ": " + field) - said;
            if (more > 1) {
                throw new Violation(link + " has told " + more + " times of " + field);
            }
        }
    }

    /// Every value that is there was measured, all of one moment, and no earlier than it says.
    private void look(Polymeter running, String name, SloppyMeter meter) {
        Readings readings = running.meters().find(name).orElseThrow().state().readings();
        if (!readings.has(POWER)) {
            return;
        }
        values++;
        double power = readings.value(POWER);
        long instant = readings.instant(POWER);
        long last = instant / Conditions.SECOND;
        for (long second = Math.max(0, (instant - OLDEST) / Conditions.SECOND); second <= last; second++) {
            if (Math.abs(SloppyMeter.watts(second) - power) < 1e-6) {
                whole(readings, name, power);
                counted(readings, name, meter);
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
    private static void counted(Readings readings, String name, SloppyMeter meter) {
        double shown = readings.value(IMPORT);
        if (Double.isNaN(shown)) {
            return;
        }
        long instant = readings.instant(IMPORT);
        double least = meter.energy(Math.max(0, instant - OLDEST) / Conditions.SECOND);
        double most = meter.energy(instant / Conditions.SECOND);
        if (shown < least - 1 || shown > most + 1) {
            throw new Violation(name + " shows " + shown + " Wh where " + least + " to " + most + " Wh were used");
        }
    }

    private SloppyConsumer.Truth truth(String name, SloppyMeter meter) {
        return new SloppyConsumer.Truth(
                name,
                power -> meter.had(timeline.now() - SHOWN, timeline.now(), power),
                energy -> energy > meter.energy((timeline.now() - KEPT) / Conditions.SECOND) - 1
                        && energy < meter.energy(timeline.now() / Conditions.SECOND) + 1);
    }

    /// One of the powers that one meter had, and one of the other's.
    private boolean bothHad(double power) {
        long now = timeline.now();
        for (long second = Math.max(0, (now - SHOWN) / Conditions.SECOND);
                second <= now / Conditions.SECOND;
                second++) {
            if (line.had(now - SHOWN, now, power - SloppyMeter.watts(second))) {
                return true;
            }
        }
        return false;
    }

    /// A sum counts from when it began, which is within the first seconds: until then nothing is amiss.
    private boolean bothCounted(double energy) {
        double most = both(timeline.now()) - both(0);
        double least = both(timeline.now() - KEPT) - both(10 * Conditions.SECOND);
        return energy > least - 2 && energy < most + 2;
    }

    private double both(long at) {
        return wired.energy(at / Conditions.SECOND) + line.energy(at / Conditions.SECOND);
    }

    private Plan plan() {
        VirtualPorts.Gate gate = new VirtualPorts.Gate(handler -> handler, admitted -> admitted, (_, _, _) -> {});
        VirtualPorts ports = new VirtualPorts(network, World.HERE, gate);
        Transports ways =
                new Transports(new VirtualConnector(network, World.HERE), new SerialBus(timeline), clock, ports);
        byte[] text = CONFIGURATION.getBytes(StandardCharsets.UTF_8);
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol(ways), SumProtocol.create()));
        Configuration configuration = Configuration.parse(Path.of("sloppy.yaml"), text, _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }
}
