package io.polymeter.lab.loop;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.Regulation.Law;
import io.polymeter.regulation.Regulation.Plant;
import io.polymeter.twin.Loads;
import java.util.List;

/// Set-ups in a recorded household, sound ones and others.
final class RealHouses {

    /// How long the recording is, seconds.
    static final double SECONDS = 21_600;

    private static final LoopScenario.House HOUSE = (_, _) -> Loads.of(Recorded.house());

    private RealHouses() {}

    /// Five that are sound.
    static List<LoopScenario> sound() {
        Regulation tuned = Regulation.integrator(0.3);
        Feed second = Feed.every(1);
        return List.of(
                new LoopScenario("no battery", tuned.on(new Plant(0.3, 800, 0, 0, 0)), second, HOUSE),
                new LoopScenario("integrator .3", tuned, second, HOUSE),
                new LoopScenario(
                        "push every .2 s",
                        Regulation.integrator(0.12).every(0.2).on(new Plant(0.1, 3000, 0, 2500, 2500)),
                        Feed.every(0.2).late(0.02),
                        HOUSE),
                new LoopScenario(
                        "lag 2 s", Regulation.integrator(0.15).on(new Plant(0.3, 800, 2, 2500, 2500)), second, HOUSE),
                new LoopScenario("near the limit", Regulation.integrator(0.8), second.late(0.3), HOUSE));
    }

    /// Four that are not.
    static List<LoopScenario> unsound() {
        Feed second = Feed.every(1);
        return List.of(
                new LoopScenario("2 s late", Regulation.integrator(0.9), second.late(2), HOUSE),
                new LoopScenario(
                        "ESS-like, 1.5 s late",
                        Regulation.integrator(1).with(Law.ADD).every(0.5).on(new Plant(0.2, 400, 0, 2500, 2500)),
                        second.late(1.5),
                        HOUSE),
                new LoopScenario(
                        "polls every .4 s on 1 s, .9",
                        Regulation.integrator(0.9).every(0.4).on(new Plant(0.2, 800, 0, 2500, 2500)),
                        second,
                        HOUSE),
                new LoopScenario(
                        "steps of 80 W",
                        Regulation.integrator(0).with(Law.RELAY).steps(80, 20),
                        second,
                        HOUSE));
    }
}
