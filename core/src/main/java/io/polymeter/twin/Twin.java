package io.polymeter.twin;

import io.polymeter.config.Configuration;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.link.Planning;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.link.virtual.SumProtocol;
import io.polymeter.loop.OutputLoop;
import io.polymeter.loop.OutputTiming;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.runtime.Drill;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Supervisor;
import io.polymeter.runtime.Wiring;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A configuration lived through in virtual time: the same wiring and the same registers, with a house behind every
/// source and a consumer that regulates at a Modbus output. The same seed gives the same figures.
public final class Twin {

    private static final long SECOND = 1_000_000_000L;
    private static final double JITTER = 0.02;
    private static final double NOISE = 5;
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    /// What is lived through.
    ///
    /// @param length how long
    /// @param seed of everything that is random
    /// @param late how old a value is when its source gives it
    /// @param limit the most that may be fed in, watts; infinite without one
    /// @param phases what is drawn on each phase, null for a made-up household
    /// @param house what stands in it
    public record Options(
            Duration length,
            long seed,
            Duration late,
            double limit,
            @Nullable List<DoubleUnaryOperator> phases,
            House house) {

        /// In a house as usual.
        public Options(
                Duration length, long seed, Duration late, double limit, @Nullable List<DoubleUnaryOperator> phases) {
            this(length, seed, late, limit, phases, House.USUAL);
        }
    }

    /// What stands in the house.
    ///
    /// @param noise deviation of what the meter at the grid reads, watts
    /// @param units batteries by their outputs, instead of those of the consumers' files
    /// @param direct whether each consumer reads its meter itself and no output, to compare with
    public record House(double noise, Map<String, TwinUnit> units, boolean direct) {

        private static final House USUAL = new House(NOISE, Map.of(), false);

        public House {
            units = Map.copyOf(units);
        }
    }

    private final Timeline timeline = new Timeline(() -> {});
    private final VirtualClock clock = new VirtualClock(timeline);
    private final TwinPorts ports = new TwinPorts();
    private final Options options;
    private final SplittableRandom random;
    private final Map<String, TwinConsumer> consumers = new LinkedHashMap<>();
    private final Map<String, OutputLoop> loops = new LinkedHashMap<>();
    private final Map<String, TwinBattery> followed = new TreeMap<>();
    private final TwinPlant plant;
    private final Curves curves;
    private long stale;
    private long alarmSeconds;

    private Twin(Options options) {
        this.options = options;
        this.random = new SplittableRandom(options.seed());
        this.plant = new TwinPlant(loads(options), consumers);
        this.curves = new Curves((int) options.length().toSeconds());
    }

    /// Lives through it.
    ///
    /// @return null where the configuration has errors, which are in its problems
    public static @Nullable TwinResult run(Configuration configuration, Options options) {
        return run(configuration, options, null);
    }

    /// Lives through a drill.
    ///
    /// @param output whose source is cut, or whose endpoints are closed
    /// @return null where the configuration has errors, which are in its problems
    /// @throws Drill.RefusedException where it cannot be done
    public static Drill.@Nullable Result drill(
            Configuration configuration, String output, Drill.Cut cut, Duration length) throws Drill.RefusedException {
        TwinDrill drill = new TwinDrill(output, cut, length);
        Options options = new Options(TwinDrill.BEGIN.plus(length).plus(TwinDrill.AFTER), 1, Duration.ZERO, 1e9, null);
        return run(configuration, options, drill) == null ? null : drill.result();
    }

    private static @Nullable TwinResult run(Configuration configuration, Options options, @Nullable TwinDrill drill) {
        Settings settings = configuration.settings();
        if (settings == null) {
            return null;
        }
        TwinConfiguration made = TwinConfiguration.of(configuration, settings);
        Twin twin = new Twin(options);
        Transports ways = new Transports(Connector.system(), SerialOpener.system(), twin.clock, twin.ports);
        Wiring wiring = new Wiring(
                Catalog.builtIn(), List.of(new TwinSources(), new ModbusProtocol(ways), SumProtocol.create()));
        Plan plan = wiring.plan(made.configuration());
        return plan == null ? null : twin.live(plan, made, drill);
    }

    private static List<DoubleUnaryOperator> loads(Options options) {
        List<DoubleUnaryOperator> given = options.phases();
        if (given != null) {
            return given;
        }
        DoubleUnaryOperator house = Loads.household((double) options.length().toSeconds(), options.seed())
                .power();
        DoubleUnaryOperator third = second -> house.applyAsDouble(second) / 3;
        return List.of(third, third, third);
    }

    private TwinResult live(Plan plan, TwinConfiguration made, @Nullable TwinDrill drill) {
        Polymeter running = Polymeter.start(plan, clock, new Supervisor(clock, random::split, timeline.threads()));
        TwinRoles roles =
                TwinRoles.of(plan.settings(), made.ports().keySet().stream().toList());
        Map<String, TwinResult.Output> results = new LinkedHashMap<>();
        List<ProtocolLinks.Output> outputs = running.outputs();
        for (ProtocolLinks.Output output : outputs) {
            TwinConsumer consumer =
                    consumer(output, plan.settings(), roles.regulating().contains(output.name()));
            consumers.put(output.name(), consumer);
            OutputTiming timing = output.statistics().apply(timeline.now()).timing();
            if (timing != null) {
                List<String> steers = java.util.Objects.requireNonNull(
                                plan.settings().outputs().get(output.name()))
                        .steers();
                loops.put(output.name(), new OutputLoop(timing, steers, timeline.now()));
            }
            Meter meter = running.meters().find(output.meter()).orElseThrow();
            int port = java.util.Objects.requireNonNull(made.ports().get(output.name()));
            later(consumer.period(), () -> poll(output, meter, port));
        }
        made.cycles()
                .forEach((name, usual) -> running.meters().find(name).ifPresent(meter -> {
                    Duration cycle = cycle(usual, plan.meters().get(name));
                    later(cycle.toNanos() / 1e9, () -> source(meter, cycle, roles));
                }));
        timeline.at(SECOND, this::second);
        if (drill != null) {
            drill.in(running);
            running.attach(drill);
        }
        // What happens at the last moment counts: a second has a value at its end.
        timeline.runUntil(options.length().toNanos() + 1);
        long end = timeline.now();
        for (ProtocolLinks.Output output : outputs) {
            OutputLoop loop = loops.get(output.name());
            TwinConsumer consumer = consumers.get(output.name());
            if (loop != null && consumer != null) {
                results.put(output.name(), consumer.result(loop.report(end), output.meter()));
            }
        }
        timeline.stop(running::close);
        TwinScore score = TwinScore.of(curves.grid(), curves.load(), curves.actuators(), options.limit());
        return new TwinResult(score, alarmSeconds / 60.0, stale, results, made.leftOut(), curves);
    }

    /// As the configuration says; else a device gives its values at least twice within the time that they may be old.
    private static Duration cycle(Duration usual, Planning.@Nullable PlannedMeter meter) {
        if (meter == null || meter.settings().source().every() != null) {
            return usual;
        }
        Profile profile = meter.profile();
        Duration set = meter.settings().freshFor().get("live");
        Duration limit = set != null
                ? set
                : profile == null
                        ? null
                        : profile.group("live").map(Group::freshFor).orElse(null);
        Duration half = limit == null ? usual : limit.dividedBy(2);
        return usual.compareTo(half) < 0 ? usual : half;
    }

    private TwinConsumer consumer(ProtocolLinks.Output output, Settings settings, boolean regulates) {
        RegulationModel model = model(output, settings);
        TwinUnit unit = options.house().units().get(output.name());
        if (unit == null) {
            return new TwinConsumer(model, regulates, TwinUnit.of(model.regulation()));
        }
        TwinConsumer consumer = new TwinConsumer(model, regulates, unit);
        followed.put(output.name(), consumer.battery());
        return consumer;
    }

    /// The consumer that the configuration names, else one that expects what is shown.
    private static RegulationModel model(ProtocolLinks.Output output, Settings settings) {
        OutputSettings named = settings.outputs().get(output.name());
        String consumer = named == null ? null : named.consumer();
        return Optional.ofNullable(consumer)
                .flatMap(RegulationModel::named)
                .or(() -> RegulationModel.expecting(output.profile()))
                .or(() -> RegulationModel.named("integrator"))
                .orElseThrow();
    }

    /// A first time somewhere in a period, so that not all begin at once.
    private void later(double period, Runnable action) {
        timeline.in(Math.round(period * random.nextDouble() * SECOND), action);
    }

    private void again(double period, Runnable action) {
        double spread = 1 + JITTER * (2 * random.nextDouble() - 1);
        timeline.in(Math.round(period * spread * SECOND), action);
    }

    /// A source measures now, and its value is there when it has travelled.
    private void source(Meter meter, Duration cycle, TwinRoles roles) {
        again(cycle.toNanos() / 1e9, () -> source(meter, cycle, roles));
        double second = timeline.now() / 1e9;
        long arrives = timeline.now() + options.late().toNanos();
        TwinConsumer battery = consumers.get(roles.batteries().getOrDefault(meter.name(), ""));
        if (battery == null && !meter.name().equals(roles.grid())) {
            return;
        }
        Readings readings = battery != null
                ? TwinPlant.battery(battery, second, arrives)
                : plant.grid(second, arrives, options.house().noise() * random.nextGaussian());
        timeline.at(arrives, () -> arrived(meter, readings, battery));
    }

    private void arrived(Meter meter, Readings readings, @Nullable TwinConsumer battery) {
        meter.update(state -> state.with(readings));
        loops.forEach((output, loop) -> {
            if (battery == null) {
                loop.received(timeline.now());
                loop.grid(timeline.now(), readings.value(POWER));
            } else if (consumers.get(output) == battery) {
                loop.actuator(timeline.now(), readings.value(POWER));
            }
        });
    }

    private void poll(ProtocolLinks.Output output, Meter meter, int port) {
        TwinConsumer consumer = consumers.get(output.name());
        if (consumer == null) {
            return;
        }
        again(consumer.period(), () -> poll(output, meter, port));
        Supplier<TwinConsumer.Moment> moment =
                () -> new TwinConsumer.Moment(timeline.now(), timeline.now() / 1e9, meter.state());
        if (options.house().direct()) {
            consumer.readDirectly(moment.get());
        } else {
            consumer.read(output, ports.at(port), moment, () -> stale++);
        }
    }

    private void second() {
        timeline.in(SECOND, this::second);
        double second = timeline.now() / 1e9;
        curves.add(plant.load(second), plant.actuators(second), followed);
        boolean alarm = false;
        for (OutputLoop loop : loops.values()) {
            loop.judge(timeline.now());
            alarm |= loop.swing().alarm();
        }
        alarmSeconds += alarm ? 1 : 0;
    }
}
