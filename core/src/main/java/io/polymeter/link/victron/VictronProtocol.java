package io.polymeter.link.victron;

import io.polymeter.config.ModbusSource;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.VictronSink;
import io.polymeter.link.Health;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.RegisterWriter;
import io.polymeter.link.Site;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Meters as services on a Victron GX device's D-Bus.
///
/// One instance lives as long as the program: the service of an output whose settings did not change stays on the
/// bus. Its links are built after those that offer ways to devices.
public final class VictronProtocol implements Protocol {

    private final UnaryOperator<@Nullable String> environment;
    private final Map<String, Kept> running = new HashMap<>();

    private record Kept(
            Wish wish, Meter meter, @Nullable RegisterWriter writer, VictronLink link, ProtocolLinks.Part part) {}

    /// A service to be: all that it is made of, so that equal ones are the same.
    record Wish(
            String output, OutputSettings settings, VictronSink sink, PlannedMeter meter, VictronPlanner.Place place) {}

    /// With the buses that this process's environment names.
    public VictronProtocol() {
        this(System::getenv);
    }

    VictronProtocol(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public boolean takes(SourceSettings source) {
        return false;
    }

    @Override
    public boolean takes(SinkSettings sink) {
        return sink instanceof VictronSink;
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new Services(new VictronPlanner(planning, environment).plan());
    }

    private final class Services implements Blueprint {

        private final List<Wish> wishes;

        private Services(List<Wish> wishes) {
            this.wishes = List.copyOf(wishes);
        }

        @Override
        public List<String> describe() {
            return wishes.stream()
                    .map(wish -> "output " + wish.output() + " shows "
                            + wish.meter().name() + " as " + wish.place().service() + " on the bus "
                            + wish.place().bus().text() + ", instance "
                            + wish.place().reservation().wish() + " or the next that is free"
                            + (wish.sink().writes() == io.polymeter.config.ModbusSink.Writes.PROFILE
                                    ? "; its power limit may be written"
                                    : ""))
                    .toList();
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            List<ProtocolLinks.Output> outputs = new ArrayList<>();
            Map<String, Kept> next = new HashMap<>();
            for (Wish wish : wishes) {
                Kept kept = keep(wish, site);
                next.put(wish.output(), kept);
                parts.add(kept.part());
                outputs.add(new ProtocolLinks.Output(
                        wish.output(),
                        wish.meter().name(),
                        "victron " + wish.place().reservation().kind(),
                        "D-Bus " + wish.place().bus().text() + " "
                                + wish.place().service(),
                        kept.link().tally()::snapshot));
            }
            running.clear();
            running.putAll(next);
            return new ProtocolLinks(parts, outputs);
        }

        private Kept keep(Wish wish, Site site) {
            String name = wish.meter().name();
            Meter meter = site.meters().find(name).orElseThrow(() -> new IllegalStateException("no meter " + name));
            boolean writes = wish.sink().writes() == io.polymeter.config.ModbusSink.Writes.PROFILE;
            RegisterWriter writer = writes ? site.controls().find(name).orElse(null) : null;
            Kept known = running.get(wish.output());
            if (known != null && known.wish().equals(wish) && known.meter() == meter && known.writer() == writer) {
                return known;
            }
            VictronLink.Terms terms = new VictronLink.Terms(
                    wish.output() + ".victron",
                    wish.place().bus(),
                    wish.place().service(),
                    wish.place().reservation(),
                    wish.place().about(),
                    meter,
                    new AgeLimits(wish.meter().settings().freshFor()),
                    writer);
            VictronLink link = new VictronLink(terms, face(wish));
            return new Kept(wish, meter, writer, link, new ProtocolLinks.Part(link, new Health()));
        }
    }

    private static ServicePaths face(Wish wish) {
        VictronSink sink = wish.sink();
        return switch (sink.service()) {
            case GRID -> new GridPaths(sink.phases(), every(wish.meter()));
            case PVINVERTER -> new PvinverterPaths(sink.phases(), sink.position());
            case TEMPERATURE -> new TemperaturePaths();
            case DIGITALINPUT -> new DigitalInputPaths();
        };
    }

    /// How often a meter is polled; null where it is not, or where its profile is not yet known.
    private static @Nullable Duration every(PlannedMeter meter) {
        if (!(meter.settings().source() instanceof ModbusSource source) || source.push() != null) {
            return null;
        }
        Profile profile = meter.profile();
        if (source.every() != null || profile == null) {
            return source.every();
        }
        return profile.group("live").map(Group::every).orElse(null);
    }
}
