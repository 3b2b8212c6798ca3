package io.polymeter.link.publish;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SiteSettings;
import io.polymeter.link.Health;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.RegisterWriter;
import io.polymeter.link.Site;
import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Outputs of one kind that tell values, each one link for all of its meters.
///
/// One instance lives as long as the program: the link of an output whose settings and meters did not change
/// runs on.
public final class PublishProtocol<S extends SinkSettings> implements Protocol {

    private final Class<S> type;
    private final Kind<S> kind;
    private final LinkReuse reuse = new LinkReuse();

    /// One kind of output.
    public interface Kind<S extends SinkSettings> {

        /// Checks an output and plans it; null where there is an error.
        @Nullable
        Publication plan(PublishRequest<S> order);
    }

    /// What a link was made of.
    private record Terms(
            OutputSettings output,
            SiteSettings site,
            List<MeterSettings> settings,
            List<Meter> meters,
            List<Optional<RegisterWriter>> writers) {}

    private record Planned(String name, OutputSettings output, List<String> meters, Publication publication) {}

    /// Outputs whose settings are of `type`.
    public PublishProtocol(Class<S> type, Kind<S> kind) {
        this.type = type;
        this.kind = kind;
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return List.of(type);
    }

    @Override
    public Blueprint plan(Planning planning) {
        Settings settings = planning.settings();
        List<Planned> planned = new ArrayList<>();
        Map<String, String> claimed = new HashMap<>();
        settings.outputs().forEach((name, output) -> {
            if (type.isInstance(output.sink())) {
                String path = "outputs." + name + "." + SinkSettings.kind(type);
                for (String key : List.of("profile", "identity", "when-stale")) {
                    if (planning.problems().given("outputs." + name + "." + key)) {
                        planning.problems()
                                .warning(
                                        "outputs." + name + "." + key,
                                        Message.of(
                                                "cannot-combined",
                                                "cannot be combined with '{kind}'",
                                                SinkSettings.kind(type)));
                    }
                }
                Publication publication = kind.plan(new PublishRequest<>(
                        name, path, output, type.cast(output.sink()), settings, planning.problems()));
                if (publication != null) {
                    for (String claim : publication.claims()) {
                        String other = claimed.putIfAbsent(claim, name);
                        if (other != null) {
                            planning.problems()
                                    .error(
                                            path,
                                            Message.of(
                                                    "already-used-by-output",
                                                    "{claim} is already used by the output {other}",
                                                    claim,
                                                    other));
                        }
                    }
                    planned.add(new Planned(name, output, settings.metersOf(output), publication));
                }
            }
        });
        return new Publications(settings, planned);
    }

    private final class Publications implements Blueprint {

        private final Settings settings;
        private final List<Planned> planned;

        private Publications(Settings settings, List<Planned> planned) {
            this.settings = settings;
            this.planned = List.copyOf(planned);
        }

        @Override
        public List<String> describe() {
            return planned.stream()
                    .map(each -> "output " + each.name() + " tells " + String.join(", ", each.meters()) + " "
                            + each.publication().describe())
                    .toList();
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            List<ProtocolLinks.Output> outputs = new ArrayList<>();
            for (Planned each : planned) {
                List<Meter> meters = each.meters().stream()
                        .map(name -> site.meters()
                                .find(name)
                                .orElseThrow(() -> new IllegalStateException("no meter " + name)))
                        .toList();
                List<Optional<RegisterWriter>> writers =
                        each.meters().stream().map(site.controls()::find).toList();
                Terms terms = new Terms(each.output(), settings.site(), settings(each), meters, writers);
                ProtocolLinks links = reuse.keep(each.name(), terms, ProtocolLinks.class, _ -> make(each, terms, site));
                parts.addAll(links.parts());
                outputs.addAll(links.outputs());
            }
            reuse.settle();
            return new ProtocolLinks(parts, outputs);
        }

        private List<MeterSettings> settings(Planned each) {
            return each.meters().stream()
                    .map(name -> Objects.requireNonNull(settings.meters().get(name)))
                    .toList();
        }

        private static ProtocolLinks make(Planned each, Terms terms, Site site) {
            Publication publication = each.publication();
            List<PublishedMeter> shown = new ArrayList<>();
            List<PublishCounters> tallies = new ArrayList<>();
            List<ProtocolLinks.Output> outputs = new ArrayList<>();
            for (int i = 0; i < terms.meters().size(); i++) {
                Meter meter = terms.meters().get(i);
                PublishCounters tally = new PublishCounters(publication.consumer());
                tallies.add(tally);
                shown.add(new PublishedMeter(
                        meter, new AgeLimits(terms.settings().get(i).freshFor())));
                String name = terms.meters().size() == 1 ? each.name() : each.name() + "." + meter.name();
                outputs.add(new ProtocolLinks.Output(
                        name, meter.name(), publication.form(), publication.where(meter), tally::snapshot));
            }
            List<ProtocolLinks.Part> parts = publication.links("outputs." + each.name(), shown, tallies, site).stream()
                    .map(link -> new ProtocolLinks.Part(link, new Health()))
                    .toList();
            return new ProtocolLinks(parts, outputs);
        }
    }
}
