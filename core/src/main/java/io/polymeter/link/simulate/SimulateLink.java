package io.polymeter.link.simulate;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plays a scenario into a meter, one measuring cycle after the other.
final class SimulateLink implements Link {

    private final String name;
    private final Meter meter;
    private final Scenario scenario;
    private final Pace pace;

    /// How a scenario is played.
    ///
    /// @param speed scenario seconds per second
    /// @param cycle the measuring cycle in real time
    /// @param start the time of day at which a built-in day begins; null for the time it is
    /// @param around says otherwise while it plays; null where nothing does
    record Pace(
            double speed,
            Duration cycle,
            @Nullable LocalTime start,
            @Nullable HouseholdStage around) {}

    /// Plays `scenario` into `meter`.
    SimulateLink(String name, Meter meter, Scenario scenario, Pace pace) {
        this.name = name;
        this.meter = meter;
        this.scenario = scenario;
        this.pace = pace;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return pace.speed() == 1
                ? Message.of("link-plays", "plays the scenario {name}", scenario.name())
                : Message.of("link-plays-at", "plays the scenario {name} at {speed}×", scenario.name(), pace.speed());
    }

    @Override
    public Set<String> events() {
        return Set.of("cycles");
    }

    @Override
    public void run(Context context) throws InterruptedException {
        Clock clock = context.clock();
        Player player = scenario.player();
        long start = clock.nanos();
        HouseholdStage around = pace.around();
        if (around != null) {
            context.health().set(Health.State.UP, description(), start);
            play(player, around, context);
        }
        double first = scenario.startsAtTimeOfDay() ? secondOfDay(clock, pace.start()) : 0;
        long cycle = pace.cycle().toNanos();
        context.health().set(Health.State.UP, description(), start);
        for (long step = 0; ; step++) {
            long due = start + step * cycle;
            long wait = due - clock.nanos();
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(wait));
            }
            double elapsed = step * pace.cycle().toNanos() / 1e9 * pace.speed();
            double lasted = step == 0 ? 1e-3 : pace.cycle().toNanos() / 1e9 * pace.speed();
            take(player.step(first + elapsed, lasted, clock.nanos()), context);
        }
    }

    /// Plays as its surroundings say, which may change their mind.
    private void play(Player player, HouseholdStage house, Context context) throws InterruptedException {
        Clock clock = context.clock();
        long last = clock.nanos() - 1_000_000;
        while (true) {
            long now = clock.nanos();
            player.storage(house.storage(now));
            Readings readings = player.step(house.second(now), (now - last) / 1e9 * house.speed(), now);
            last = now;
            clock.sleep(house.lag(meter.name()));
            take(readings, context);
            clock.sleep(house.cycle(meter.name()).minus(Duration.ofNanos(clock.nanos() - now)));
        }
    }

    private void take(@Nullable Readings readings, Context context) {
        if (readings != null) {
            meter.update(state -> state.with(readings));
            context.health().count("cycles");
        }
    }

    private static double secondOfDay(Clock clock, @Nullable LocalTime start) {
        if (start != null) {
            return start.toSecondOfDay();
        }
        ZonedDateTime now = clock.wall().atZone(java.time.ZoneId.systemDefault());
        return now.toLocalTime().toNanoOfDay() / 1e9;
    }
}
