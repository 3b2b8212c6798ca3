package io.polymeter.lab.world;

import io.polymeter.config.Configuration;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.modbus.connect.Transports;
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

/// The whole program through an evening, a night and a morning with an inverter that is found out, and that is gone
/// while the sun is.
public final class Night {

    private static final String INVERTER = "192.168.178.80";

    private static final String CONFIGURATION = """
            meters:
              pv:
                profile: auto
                modbus: { poll: "tcp://192.168.178.80:502", every: 1s }
            """;

    private final SplittableRandom random;
    private final LogTap.Lines lines = new LogTap.Lines();
    private final Timeline timeline = new Timeline(() -> LogTap.to(lines));
    private final VirtualClock clock = new VirtualClock(timeline);
    private final Network network;
    private final SunspecInverter inverter;

    private Night(long seed, SunspecInverter.Sleep sleep) {
        this.random = new SplittableRandom(seed);
        this.network = new Network(timeline, random.split());
        this.inverter = new SunspecInverter(network, INVERTER, sleep);
    }

    /// What was seen.
    ///
    /// @param day before the evening
    /// @param midnight in the middle of the night
    /// @param morning as soon as the longest wait after sunrise was over
    /// @param toldBefore lines that were logged before the evening
    /// @param toldInTheNight lines from then until sunrise
    /// @param toldInTheMorning lines after it
    /// @param attempts connections that were tried in the night
    public record Seen(
            Snapshot day,
            Snapshot midnight,
            Snapshot morning,
            long toldBefore,
            long toldInTheNight,
            long toldInTheMorning,
            long attempts) {}

    /// Lives through an hour of evening, a night, and the two minutes behind it.
    public static Seen live(long seed, SunspecInverter.Sleep sleep, Duration length) {
        LogTap.install();
        Night night = new Night(seed, sleep);
        LogTap.to(night.lines);
        try {
            return night.live(length);
        } finally {
            LogTap.to(null);
        }
    }

    private Seen live(Duration length) {
        SplittableRandom jitter = random.split();
        Supervisor supervisor = new Supervisor(clock, jitter::split, timeline.threads());
        Polymeter running = Polymeter.start(plan(), clock, supervisor);
        long hour = Duration.ofHours(1).toNanos();
        timeline.runUntil(hour);
        Snapshot day = running.snapshot();
        long before = lines.count();
        inverter.dusk();
        timeline.runUntil(hour + Duration.ofMinutes(1).toNanos());
        inverter.sleep();
        timeline.runUntil(hour + length.toNanos() / 2);
        Snapshot midnight = running.snapshot();
        timeline.runUntil(hour + length.toNanos());
        long inTheNight = lines.count() - before;
        long attempts = inverter.attempts();
        inverter.wake();
        // The longest wait, and what finding each other again takes.
        timeline.runUntil(timeline.now() + Duration.ofSeconds(65).toNanos());
        Snapshot morning = running.snapshot();
        long inTheMorning = lines.count() - before - inTheNight;
        timeline.stop(running::close);
        return new Seen(day, midnight, morning, before, inTheNight, inTheMorning, attempts);
    }

    private Plan plan() {
        Transports ways =
                new Transports(new VirtualConnector(network, World.HERE), new SerialBus(timeline), clock, null);
        byte[] text = CONFIGURATION.getBytes(StandardCharsets.UTF_8);
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol(ways)));
        Configuration configuration = Configuration.parse(Path.of("night.yaml"), text, _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }
}
