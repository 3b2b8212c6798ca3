package io.polymeter.link.face;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SiteSettings;
import io.polymeter.link.Health;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.loop.OutputTiming;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Outputs of one kind that look like a device without registers.
///
/// One instance lives as long as the program: an output whose settings did not change keeps its connections.
public final class FaceProtocol<S extends SinkSettings> implements Protocol {

    private final Class<S> type;
    private final Function<FaceRequest<S>, @Nullable Face> kind;
    private final LinkReuse reuse = new LinkReuse();

    /// What links are made of.
    private record Terms(OutputSettings output, SiteSettings site, MeterSettings settings, Meter meter) {}

    private record Planned(String name, OutputSettings output, PlannedMeter meter, Face face) {}

    /// Outputs whose settings are of `type`.
    ///
    /// @param kind plans one and opens nothing; null where there is an error
    public FaceProtocol(Class<S> type, Function<FaceRequest<S>, @Nullable Face> kind) {
        this.type = type;
        this.kind = kind;
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return List.of(type);
    }

    @Override
    public Blueprint plan(Planning planning) {
        List<Planned> planned = new ArrayList<>();
        planning.settings().outputs().forEach((name, output) -> {
            List<String> meters = planning.settings().metersOf(output);
            PlannedMeter meter = meters.size() == 1 ? planning.meters().get(meters.getFirst()) : null;
            if (type.isInstance(output.sink())
                    && meter != null
                    && !planning.problems().hasErrors()) {
                Profile named = planning.profiles().get(name);
                Face face = kind.apply(new FaceRequest<>(
                        name,
                        output,
                        type.cast(output.sink()),
                        planning.settings(),
                        named == null ? meter.profile() : named,
                        planning.problems()));
                if (face != null) {
                    planned.add(new Planned(name, output, meter, face));
                }
            }
        });
        return new Faces(planning.settings().site(), planned);
    }

    private final class Faces implements Blueprint {

        private final SiteSettings about;
        private final List<Planned> planned;

        private Faces(SiteSettings about, List<Planned> planned) {
            this.about = about;
            this.planned = List.copyOf(planned);
        }

        @Override
        public List<String> describe() {
            return planned.stream()
                    .map(each -> "output " + each.name() + " shows "
                            + each.meter().name() + " " + each.face().describe())
                    .toList();
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            List<ProtocolLinks.Output> outputs = new ArrayList<>();
            for (Planned each : planned) {
                String name = each.meter().name();
                Meter meter = site.meters().find(name).orElseThrow(() -> new IllegalStateException("no meter " + name));
                Terms terms = new Terms(each.output(), about, each.meter().settings(), meter);
                ProtocolLinks links = reuse.keep(each.name(), terms, ProtocolLinks.class, _ -> make(each, terms, site));
                parts.addAll(links.parts());
                outputs.addAll(links.outputs());
            }
            reuse.settle();
            return new ProtocolLinks(parts, outputs);
        }
    }

    private static ProtocolLinks make(Planned each, Terms terms, Site site) {
        OutputCounters tally = new OutputCounters(new OutputTiming(site.clock().nanos()));
        ShownMeter shown = new ShownMeter(
                terms.meter(),
                new AgeLimits(terms.settings().freshFor()),
                each.output().whenStale(),
                tally,
                site.clock());
        Face face = each.face();
        List<ProtocolLinks.Part> parts = face.links(each.name(), shown).stream()
                .map(link -> new ProtocolLinks.Part(link, new Health()))
                .toList();
        ProtocolLinks.Output output =
                new ProtocolLinks.Output(each.name(), terms.meter().name(), face.form(), face.where(), tally::snapshot);
        return new ProtocolLinks(parts, List.of(output));
    }
}
