package io.polymeter.lab.loop;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.Regulation.Law;
import io.polymeter.regulation.Regulation.Plant;
import io.polymeter.twin.Loads;
import io.polymeter.twin.TwinLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// Set-ups in a recorded household, sound ones and others.
///
/// @param seconds how long the recording is
/// @param house what was drawn there
record RealHouses(double seconds, LoopScenario.House house) {

    /// A recording begins in its first minute.
    private static final double LATEST = 60;

    /// The one whose recording is beside the classes.
    static RealHouses recorded() {
        return of(Recorded.house());
    }

    /// Another one, a value each second.
    ///
    /// @param file with lines `second,watt`
    /// @throws IllegalArgumentException where its seconds do not count from its start
    static RealHouses from(Path file) throws IOException {
        TwinLoad load = TwinLoad.read(file);
        if (load.begin() < 0 || load.begin() > LATEST) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s begins at second %.0f: seconds count from the start", file, load.begin()));
        }
        List<DoubleUnaryOperator> phases = load.phases();
        double[] watts = IntStream.rangeClosed(0, (int) load.end())
                .mapToDouble(second -> phases.stream()
                        .mapToDouble(phase -> phase.applyAsDouble(second))
                        .sum())
                .toArray();
        return of(watts);
    }

    private static RealHouses of(double[] watts) {
        return new RealHouses(watts.length, (_, _) -> Loads.of(watts));
    }

    /// Five that are sound.
    List<LoopScenario> sound() {
        Regulation tuned = Regulation.integrator(0.3);
        Feed second = Feed.every(1);
        return List.of(
                new LoopScenario("no battery", tuned.on(new Plant(0.3, 800, 0, 0, 0)), second, house),
                new LoopScenario("integrator .3", tuned, second, house),
                new LoopScenario(
                        "push every .2 s",
                        Regulation.integrator(0.12).every(0.2).on(new Plant(0.1, 3000, 0, 2500, 2500)),
                        Feed.every(0.2).late(0.02),
                        house),
                new LoopScenario(
                        "lag 2 s", Regulation.integrator(0.15).on(new Plant(0.3, 800, 2, 2500, 2500)), second, house),
                new LoopScenario("near the limit", Regulation.integrator(0.8), second.late(0.3), house));
    }

    /// Four that are not.
    List<LoopScenario> unsound() {
        Feed second = Feed.every(1);
        return List.of(
                new LoopScenario("2 s late", Regulation.integrator(0.9), second.late(2), house),
                new LoopScenario(
                        "ESS-like, 1.5 s late",
                        Regulation.integrator(1).with(Law.ADD).every(0.5).on(new Plant(0.2, 400, 0, 2500, 2500)),
                        second.late(1.5),
                        house),
                new LoopScenario(
                        "polls every .4 s on 1 s, .9",
                        Regulation.integrator(0.9).every(0.4).on(new Plant(0.2, 800, 0, 2500, 2500)),
                        second,
                        house),
                new LoopScenario(
                        "steps of 80 W",
                        Regulation.integrator(0).with(Law.RELAY).steps(80, 20),
                        second,
                        house));
    }
}
