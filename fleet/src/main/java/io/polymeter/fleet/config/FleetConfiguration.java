package io.polymeter.fleet.config;

import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Reference;
import io.polymeter.config.yaml.Schema;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.SiteTimeouts;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topology.EngineTerms;
import io.polymeter.message.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A `fleet.yaml` that was read, and all that is wrong with it.
///
/// @param settings null where the file is no mapping, or something that is needed is missing
public record FleetConfiguration(@Nullable FleetSettings settings, Problems problems) {

    /// Reads a file. Never throws for what it holds.
    ///
    /// @param environment gives the variable `${NAME}`, or null where it is not set
    public static FleetConfiguration load(Path file, Function<String, @Nullable String> environment) {
        Problems problems = new Problems(file.toString());
        Path parent = file.getParent();
        FleetSettings settings = Binder.STANDARD
                .in(parent == null ? Path.of("") : parent)
                .environment(environment)
                .read(file, FleetSettings.class, problems);
        if (settings != null) {
            check(settings, problems);
        }
        return new FleetConfiguration(settings, problems);
    }

    /// The JSON Schema, for editors.
    public static String schema() {
        return Schema.json(Binder.STANDARD, FleetSettings.class, "Polymeter fleet configuration");
    }

    /// Every key, as Markdown.
    public static String reference() {
        return """
                # The fleet's settings

                Printed by `polymeter fleet schema --markdown` from the program itself; not edited by hand.

                Every key of `fleet.yaml`. `NAME` is a name of your own, `[]` an element of a list. `polymeter fleet schema`
                prints the same as a JSON Schema, from which editors complete.

                """ + Reference.markdown(Binder.STANDARD, FleetSettings.class);
    }

    /// The way to Kafka.
    public static KafkaAccess kafka(FleetSettings settings) {
        FleetSettings.Kafka kafka = settings.kafka();
        return new KafkaAccess(
                kafka.bootstrap(),
                kafka.replication(),
                kafka.settings(),
                new FleetTopics(kafka.fleet(), kafka.partitions()));
    }

    /// The groups, in order.
    public static List<SiteGroup> groups(FleetSettings settings) {
        List<SiteGroup> groups = new ArrayList<>();
        settings.groups().forEach((name, group) -> {
            FleetSettings.Selection sites = group.sites();
            String[] label =
                    sites == null ? new String[] {"", ""} : sites.label().split("=", 2);
            groups.add(new SiteGroup(name, label[0], label.length > 1 ? label[1] : "", group.of()));
        });
        return groups;
    }

    /// How the engine works.
    public static EngineTerms engineTerms(FleetSettings settings) {
        FleetSettings.Engine engine = settings.engine();
        EngineTerms standard = EngineTerms.standard(settings.kafka().partitions());
        SiteTimeouts usual = SiteTimeouts.STANDARD;
        SiteTimeouts site =
                new SiteTimeouts(engine.interval(), usual.settle(), usual.missing(), engine.horizon(), usual.frozen());
        return new EngineTerms(site, engine.grace(), standard.mostAsked(), standard.rebirthsPerSecond());
    }

    private static void check(String name, FleetSettings.GroupSettings group, Problems problems) {
        FleetSettings.Selection sites = group.sites();
        if (sites != null && !sites.label().matches("[^=\\s]+=[^=]+")) {
            problems.error(
                    "groups." + name + ".sites.label",
                    Message.of(
                            "expected-label-such-as",
                            "expected a label such as region=north, found '{label}'",
                            sites.label()));
        }
        Set<String> meters = new HashSet<>();
        for (int i = 0; i < group.of().size(); i++) {
            String meter = group.of().get(i).meter();
            if (!meters.add(meter)) {
                problems.error(
                        ValueChecks.element(problems, "groups." + name + ".of", i),
                        Message.of("listed-twice", "'{names}' is listed twice", meter));
            }
        }
    }

    private static void check(FleetSettings settings, Problems problems) {
        settings.groups().forEach((name, group) -> check(name, group, problems));
        FleetSettings.Sink sink = settings.sink();
        if (sink != null) {
            Urls.database(sink.url(), "sink.url", problems);
        }
        FleetSettings.Ca ca = settings.ca();
        if (settings.front() != null && ca.password() == null) {
            problems.error(
                    "front",
                    Message.of(
                            "front-needs-certificates-authority",
                            "a front needs certificates of the authority; set ca.password"));
        }
        if (ca.enrol() != null && (settings.front() == null || ca.password() == null)) {
            problems.error(
                    "ca.enrol",
                    Message.of("needs-ca-password-front", "needs ca.password, and front.names for its certificate"));
        }
        if (!settings.kafka().fleet().matches("[A-Za-z0-9_-]{1,60}")) {
            problems.error(
                    "kafka.fleet",
                    Message.of("fleet-name-letters-digits", "a fleet's name has letters, digits, '-' and '_'"));
        }
        String host = settings.http().listen().host();
        boolean local = host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
        if (!local && settings.http().users().isEmpty()) {
            problems.error(
                    "http.listen",
                    Message.of(
                            "page-can-reached-from-network",
                            "the page can be reached from the network and there are no 'users'"));
        }
    }
}
