package io.polymeter.lab.world;

import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.link.Clock;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Supervisor;
import io.polymeter.runtime.Wiring;
import io.polymeter.store.MeterStore;
import io.polymeter.twin.Timeline;
import io.polymeter.twin.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// One run of the whole program in a simulated house: a meter that pushes and is polled, an inverter on a serial
/// bus, a reader and an intruder on the network, and what goes wrong.
public final class World {

    static final String HERE = "192.168.178.150";
    static final int PUSH_PORT = 5020;
    static final int SERVE_PORT = 1502;
    static final int SERVE_UNIT = 7;

    private static final SettingsKinds KINDS = Protocol.kinds(List.of(new ModbusProtocol()));

    private static final String CONFIGURATION = """
            meters:
              grid:
                profile: kostal-ksem
                modbus:
                  push: tcp://0.0.0.0:5020
                  from: [192.168.178.100, 192.168.178.101]
                  poll: tcp://ksem.home:502
                  unit: 1
            outputs:
              plenticore:
                meter: grid
                mirror: exact # each register holds a stamp, which jumps as no energy does
                modbus: { serve: rtu:///dev/ttyUSB0, unit: 1 }
              controller:
                meter: grid
                mirror: exact
                modbus: { serve: tcp://0.0.0.0:1502, unit: 7 }
            """;

    private static final Profile PROFILE = Catalog.builtIn().find("kostal-ksem").orElseThrow();

    private final Scenario scenario;
    private final LogTap.Lines lines = new LogTap.Lines();
    private final Timeline timeline = new Timeline(() -> LogTap.to(lines));
    private final SplittableRandom random;
    private final VirtualClock clock = new VirtualClock(timeline);
    private final Clock time;
    private final Ledger ledger = new Ledger(PROFILE);
    private final Verdict verdict = new Verdict(timeline, ledger);
    private final Ledger.Eye eye = new Ledger.Eye(0);
    private final Network network;
    private final SerialBus bus = new SerialBus(timeline);
    private final MeterStore[] store = new MeterStore[1];
    final Ksem meter;
    final KsemSlave slave;
    final KsemMaster master;
    final Plenticore inverter;
    final Reader reader;
    private long served;

    private World(Scenario scenario) {
        this.scenario = scenario;
        this.time = scenario.sabotage().clock(clock);
        this.random = new SplittableRandom(scenario.seed());
        this.network = new Network(timeline, random.split());
        network.name("ksem.home", Ksem.ADDRESS);
        this.meter = new Ksem(network, ledger, random.split());
        this.slave = new KsemSlave(meter);
        this.inverter = new Plenticore(timeline, bus, verdict, random.split());
        this.reader = new Reader(network, HERE, random.split());
        this.master = new KsemMaster(meter, HERE, PUSH_PORT);
        new Intruder(network, HERE, random.split());
    }

    /// Lives through a scenario.
    ///
    /// @throws Violation if an invariant did not hold; its message tells how to see it again
    public static Outcome run(Scenario scenario) {
        LogTap.install();
        World world = new World(scenario);
        LogTap.to(world.lines);
        try {
            return world.live();
        } catch (Violation | RuntimeException e) {
            throw Repeat.explained(e, scenario, world.timeline.now(), world.lines.last());
        } finally {
            LogTap.to(null);
        }
    }

    private Outcome live() {
        List<Fault> faults = scenario.plan(random.split());
        SplittableRandom jitter = random.split();
        Supervisor supervisor = new Supervisor(time, jitter::split, timeline.threads());
        Polymeter running = Polymeter.start(plan(), time, supervisor);
        store[0] = running.meters();
        new Mishaps(this, new Mishaps.House(network, bus, clock, verdict)).expect(faults);
        timeline.runUntil(scenario.length().toNanos());
        Snapshot snapshot = running.snapshot();
        new Books(this).check(snapshot, faults.size(), lines.count());
        long stopped = timeline.stop(running::close);
        if (stopped > 2 * Conditions.SECOND) {
            throw new Violation("stopping took " + stopped / Conditions.MS + " ms");
        }
        return outcome(snapshot, stopped);
    }

    private Outcome outcome(Snapshot snapshot, long stopped) {
        Map<String, Long> bus = new TreeMap<>(Map.of("heard", inverter.answered(), "asked", inverter.asked()));
        Map<String, Long> poll = new TreeMap<>();
        for (Snapshot.Link link : snapshot.links()) {
            if (link.name().startsWith("rtu:")) {
                bus.putAll(link.counters());
            } else if (link.name().equals("grid.poll")) {
                poll.putAll(link.counters());
                poll.put("restarts", (long) link.restarts());
            }
        }
        Outcome.Answers answers =
                new Outcome.Answers(verdict.fresh(), verdict.staleLive(), verdict.staleOther(), verdict.missing());
        return new Outcome(timeline.happened(), answers, slave.requests(), bus, poll, lines.count(), stopped);
    }

    private Plan plan() {
        VirtualPorts.Gate gate = new VirtualPorts.Gate(this::handler, scenario.sabotage()::admits, this::witness);
        VirtualPorts ports = new VirtualPorts(network, HERE, gate);
        Transports ways = new Transports(
                new VirtualConnector(network, HERE), scenario.sabotage().serial(bus, clock), clock, ports);
        Configuration configuration = configuration();
        Plan plan = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol(ways))).plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }

    /// One at a time: many worlds begin at once.
    private static synchronized Configuration configuration() {
        byte[] text = CONFIGURATION.getBytes(StandardCharsets.UTF_8);
        return Configuration.parse(Path.of("world.yaml"), text, _ -> null, KINDS);
    }

    private RequestHandler handler(RequestHandler handler) {
        // The meters are there only when everything is wired.
        RequestHandler[] made = new RequestHandler[1];
        return (unit, request, peer) -> {
            if (made[0] == null) {
                made[0] = scenario.sabotage().handler(store[0], time, handler);
            }
            return made[0].handle(unit, request, peer);
        };
    }

    /// Answers are judged at the moment they are made: what the network does to them later is its own business.
    private void witness(int port, int unit, Wire.Made made) {
        if (port == SERVE_PORT && unit == SERVE_UNIT) {
            served++;
            if (made.request() instanceof Request.ReadHoldingRegisters read) {
                verdict.answered(eye, read, made.response());
            }
        }
    }

    /// Requests that the network's output answered.
    long served() {
        return served;
    }
}
