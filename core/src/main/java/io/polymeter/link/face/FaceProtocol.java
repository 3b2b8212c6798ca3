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
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Outputs of one kind that look like a device without registers.
///
/// One instance lives as long as the program: an output whose settings did not change keeps its connections.
public final class FaceProtocol<S extends SinkSettings> implements Protocol {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    private final Class<S> type;
    private final Function<FaceRequest<S>, @Nullable Face> kind;
    private final LinkReuse reuse = new LinkReuse();

    /// What links are made of.
    ///
    /// @param output without its aids, which change while it is served
    private record Terms(OutputSettings output, SiteSettings site, MeterSettings settings, Meter meter) {}

    /// @param pacing what wakes readers that wait
    private record Made(ProtocolLinks links, OutputAids aids, ProtocolLinks.Part pacing) {

        /// All that runs.
        List<ProtocolLinks.Part> parts() {
            return aids.pacing().waits()
                    ? Stream.concat(links.parts().stream(), Stream.of(pacing)).toList()
                    : links.parts();
        }
    }

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
                slow(name, output, meter, planning);
                if (face != null) {
                    planned.add(new Planned(name, output, meter, face));
                }
            }
        });
        return new Faces(planning.settings().site(), planned);
    }

    /// A value that is kept back must not become too old by that.
    private static void slow(String name, OutputSettings output, PlannedMeter meter, Planning planning) {
        Duration period = output.minSamplePeriod();
        Duration limit = new AgeLimits(meter.settings().freshFor()).limit(POWER, meter.profile());
        if (period != null && limit != null && period.compareTo(limit.dividedBy(2)) > 0) {
            planning.problems().error("outputs." + name + ".min-sample-period", OutputSettings.slow(limit));
        }
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
                Terms terms = new Terms(
                        each.output().withoutAids(), about, each.meter().settings(), meter);
                Made made = reuse.keep(each.name(), terms, Made.class, _ -> make(each, terms, site));
                made.aids().set(each.output());
                parts.addAll(made.parts());
                outputs.addAll(made.links().outputs());
            }
            reuse.settle();
            return new ProtocolLinks(parts, outputs);
        }
    }

    private static Made make(Planned each, Terms terms, Site site) {
        OutputCounters tally = new OutputCounters(new OutputTiming(site.clock().nanos()));
        OutputAids aids = new OutputAids(each.name(), terms.meter());
        ShownMeter shown = new ShownMeter(
                terms.meter(),
                new AgeLimits(terms.settings().freshFor()),
                each.output().whenStale(),
                tally,
                site.clock(),
                aids);
        Face face = each.face();
        List<ProtocolLinks.Part> parts = face.links(each.name(), shown).stream()
                .map(link -> new ProtocolLinks.Part(link, new Health()))
                .toList();
        ProtocolLinks.Output output =
                new ProtocolLinks.Output(each.name(), terms.meter().name(), face.form(), face.where(), tally::snapshot);
        ProtocolLinks.Part pacing = new ProtocolLinks.Part(aids.pacing(), new Health());
        return new Made(new ProtocolLinks(parts, List.of(output)), aids, pacing);
    }
}
