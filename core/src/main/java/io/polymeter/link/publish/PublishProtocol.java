package io.polymeter.link.publish;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SiteSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.Word;
import io.polymeter.link.Assembly;
import io.polymeter.link.Health;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Outputs of one kind that tell values, each one link for all of its meters.
///
/// One instance lives as long as the program: the link of an output whose settings and meters did not change
/// runs on.
public final class PublishProtocol<S extends SinkSettings> implements Protocol {

    private final Class<S> type;
    private final Kind<S> kind;
    private final Map<String, Kept> running = new HashMap<>();

    /// One kind of output.
    public interface Kind<S extends SinkSettings> {

        /// Checks an output and plans it; null where there is an error.
        @Nullable
        Publication plan(Order<S> order);
    }

    /// What a link was made of.
    private record Terms(OutputSettings output, SiteSettings site, List<MeterSettings> settings, List<Meter> meters) {}

    private record Kept(Terms terms, Assembly assembly) {}

    private record Planned(String name, OutputSettings output, List<String> meters, Publication publication) {}

    /// Outputs whose settings are of `type`.
    public PublishProtocol(Class<S> type, Kind<S> kind) {
        this.type = type;
        this.kind = kind;
    }

    @Override
    public boolean takes(SourceSettings source) {
        return false;
    }

    @Override
    public boolean takes(SinkSettings sink) {
        return type.isInstance(sink);
    }

    @Override
    public Blueprint plan(Planning planning) {
        Settings settings = planning.settings();
        List<Planned> planned = new ArrayList<>();
        Map<String, String> claimed = new HashMap<>();
        settings.outputs().forEach((name, output) -> {
            if (type.isInstance(output.sink())) {
                String path = "outputs." + name + "." + word();
                for (String key : List.of("profile", "identity", "when-stale")) {
                    if (planning.problems().given("outputs." + name + "." + key)) {
                        planning.problems()
                                .warning("outputs." + name + "." + key, "has no meaning with '" + word() + "'");
                    }
                }
                Publication publication = kind.plan(new Order<>(
                        name, path, output, type.cast(output.sink()), settings.site(), planning.problems()));
                if (publication != null) {
                    for (String claim : publication.claims()) {
                        String other = claimed.putIfAbsent(claim, name);
                        if (other != null) {
                            planning.problems().error(path, claim + " is already used by the output " + other);
                        }
                    }
                    planned.add(new Planned(name, output, settings.metersOf(output), publication));
                }
            }
        });
        return new Publications(settings, planned);
    }

    private String word() {
        Word word = type.getAnnotation(Word.class);
        return word == null ? "" : word.value();
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
        public Assembly build(Site site) {
            List<Assembly.Part> parts = new ArrayList<>();
            List<Assembly.Output> outputs = new ArrayList<>();
            for (Planned each : planned) {
                List<Meter> meters = each.meters().stream()
                        .map(name -> site.meters()
                                .find(name)
                                .orElseThrow(() -> new IllegalStateException("no meter " + name)))
                        .toList();
                Terms terms = new Terms(each.output(), settings.site(), settings(each), meters);
                Kept known = running.get(each.name());
                if (known == null || !known.terms().equals(terms)) {
                    known = new Kept(terms, make(each, terms));
                    running.put(each.name(), known);
                }
                parts.addAll(known.assembly().parts());
                outputs.addAll(known.assembly().outputs());
            }
            return new Assembly(parts, outputs);
        }

        private List<MeterSettings> settings(Planned each) {
            return each.meters().stream()
                    .map(name -> Objects.requireNonNull(settings.meters().get(name)))
                    .toList();
        }

        private static Assembly make(Planned each, Terms terms) {
            Publication publication = each.publication();
            List<Shown> shown = new ArrayList<>();
            List<Tally> tallies = new ArrayList<>();
            List<Assembly.Output> outputs = new ArrayList<>();
            for (int i = 0; i < terms.meters().size(); i++) {
                Meter meter = terms.meters().get(i);
                Tally tally = new Tally(publication.consumer());
                tallies.add(tally);
                shown.add(new Shown(meter, new AgeLimits(terms.settings().get(i).freshFor())));
                String name = terms.meters().size() == 1 ? each.name() : each.name() + "." + meter.name();
                outputs.add(new Assembly.Output(
                        name, meter.name(), publication.form(), publication.where(meter), tally::snapshot));
            }
            Health health = new Health();
            return new Assembly(
                    List.of(new Assembly.Part(publication.link("outputs." + each.name(), shown, tallies), health)),
                    outputs);
        }
    }
}
