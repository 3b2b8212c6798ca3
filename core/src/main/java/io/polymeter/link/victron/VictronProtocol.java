package io.polymeter.link.victron;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.kind.VictronSink;
import io.polymeter.link.LinkReuse;
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
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Meters as services on a Victron GX device's D-Bus.
///
/// One instance lives as long as the program: the service of an output whose settings did not change stays on the
/// bus. Its links are built after those that offer ways to devices.
public final class VictronProtocol implements Protocol {

    private final UnaryOperator<@Nullable String> environment;
    private final LinkReuse reuse = new LinkReuse();

    /// What a service is made of.
    private record Terms(
            Service service, Meter meter, @Nullable RegisterWriter writer) {}

    /// A service to be: all that it is made of, so that equal ones are the same.
    record Service(
            String output, OutputSettings settings, VictronSink sink, PlannedMeter meter, VictronPlanner.Place place) {}

    /// With the buses that this process's environment names.
    public VictronProtocol() {
        this(System::getenv);
    }

    VictronProtocol(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return List.of(VictronSink.class);
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new Services(new VictronPlanner(planning, environment).plan());
    }

    private final class Services implements Blueprint {

        private final List<Service> services;

        private Services(List<Service> services) {
            this.services = List.copyOf(services);
        }

        @Override
        public List<String> describe() {
            return services.stream()
                    .map(service -> "output " + service.output() + " shows "
                            + service.meter().name() + " as " + service.place().service() + " on the bus "
                            + service.place().bus().text() + ", instance "
                            + service.place().instance().preferred() + " or the next free one"
                            + (service.sink().writes() == io.polymeter.config.kind.ModbusSink.Writes.PROFILE
                                    ? "; its power limit may be written"
                                    : ""))
                    .toList();
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            List<ProtocolLinks.Output> outputs = new ArrayList<>();
            for (Service service : services) {
                LinkReuse.Built<VictronLink> kept = keep(service, site);
                parts.add(kept.part());
                outputs.add(new ProtocolLinks.Output(
                        service.output(),
                        service.meter().name(),
                        "victron " + service.place().instance().kind(),
                        "D-Bus " + service.place().bus().text() + " "
                                + service.place().service(),
                        kept.link().requests()::snapshot));
            }
            reuse.settle();
            return new ProtocolLinks(parts, outputs);
        }

        private LinkReuse.Built<VictronLink> keep(Service service, Site site) {
            String name = service.meter().name();
            Meter meter = site.meters().find(name).orElseThrow(() -> new IllegalStateException("no meter " + name));
            boolean writes = service.sink().writes() == io.polymeter.config.kind.ModbusSink.Writes.PROFILE;
            RegisterWriter writer = writes ? site.controls().find(name).orElse(null) : null;
            Terms terms = new Terms(service, meter, writer);
            return reuse.link(service.output(), terms, VictronLink.class, _ -> link(terms));
        }
    }

    private static VictronLink link(Terms terms) {
        Service service = terms.service();
        return new VictronLink(
                new VictronLink.Terms(
                        service.output() + ".victron",
                        service.place().bus(),
                        service.place().service(),
                        service.place().instance(),
                        service.place().about(),
                        terms.meter(),
                        new AgeLimits(service.meter().settings().freshFor()),
                        terms.writer()),
                face(service));
    }

    private static ServicePaths face(Service service) {
        VictronSink sink = service.sink();
        return switch (sink.service()) {
            case GRID -> new GridPaths(sink.phases(), every(service.meter()));
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
