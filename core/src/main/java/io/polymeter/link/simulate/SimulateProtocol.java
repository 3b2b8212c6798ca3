package io.polymeter.link.simulate;

import io.polymeter.config.Settings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.kind.SimulateSource;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.store.Meter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Meters that are played: `simulate: { scenario: summer-day, speed: 1 }`.
///
/// One instance lives as long as the program: a simulation whose settings did not change plays on.
public final class SimulateProtocol implements Protocol {

    /// The measuring cycle of a KSEM.
    private static final Duration CYCLE = Duration.ofMillis(200);

    private final LinkReuse reuse = new LinkReuse();
    private final @Nullable HouseholdStage around;

    /// Plays by the scenarios alone.
    public SimulateProtocol() {
        this.around = null;
    }

    /// Plays built-in days in a house whose time and battery something else decides.
    public SimulateProtocol(HouseholdStage around) {
        this.around = around;
    }

    /// What a simulation is made of.
    private record Terms(SimulateSource settings, Meter meter) {}

    /// A meter to play.
    private record Play(String meter, SimulateSource settings, Scenario scenario) {}

    @Override
    public List<Class<? extends SourceSettings>> sources() {
        return List.of(SimulateSource.class);
    }

    @Override
    public Blueprint plan(Planning planning) {
        List<Play> plays = new ArrayList<>();
        Settings settings = planning.settings();
        Path directory = Path.of(planning.problems().file()).toAbsolutePath().getParent();
        settings.meters().forEach((name, meter) -> {
            if (meter.source() instanceof SimulateSource source) {
                Scenario scenario = Scenario.resolve(
                        source.scenario(),
                        directory == null ? Path.of("") : directory,
                        planning.problems(),
                        "meters." + name + ".simulate.scenario");
                if (scenario != null) {
                    plays.add(new Play(name, source, scenario));
                }
            }
        });
        return new SimulateBlueprint(plays);
    }

    private final class SimulateBlueprint implements Blueprint {

        private final List<Play> plays;

        private SimulateBlueprint(List<Play> plays) {
            this.plays = List.copyOf(plays);
        }

        @Override
        public List<String> describe() {
            return plays.stream()
                    .map(play -> "meter " + play.meter() + " is simulated: "
                            + play.scenario().name()
                            + (play.settings().speed() == 1
                                    ? ""
                                    : " at "
                                            + BigDecimal.valueOf(play.settings().speed())
                                                    .stripTrailingZeros()
                                                    .toPlainString()
                                            + " times the speed"))
                    .toList();
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            for (Play play : plays) {
                Meter meter = site.meters()
                        .find(play.meter())
                        .orElseThrow(() -> new IllegalStateException("no meter " + play.meter()));
                Terms terms = new Terms(play.settings(), meter);
                parts.add(reuse.link(play.meter(), terms, SimulateLink.class, _ -> link(play, meter))
                        .part());
            }
            reuse.settle();
            return new ProtocolLinks(parts, List.of());
        }

        private SimulateLink link(Play play, Meter meter) {
            SimulateSource settings = play.settings();
            return new SimulateLink(
                    play.meter() + ".simulate",
                    meter,
                    play.scenario(),
                    new SimulateLink.Pace(settings.speed(), CYCLE, settings.start(), around));
        }
    }
}
