package io.polymeter.runtime;

import io.polymeter.config.Configuration;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.consumer.Consumers;
import io.polymeter.consumer.OutputCompletion;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.message.Message;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a configuration into a plan, and finds everything that is wrong with it; `check` and `run` do it
/// alike.
public final class Wiring {

    private final Catalog catalog;
    private final List<Protocol> protocols;
    private final SettingsKinds kinds;
    private final Consumers consumers;

    /// @param protocols all kinds of links there are
    public Wiring(Catalog catalog, List<Protocol> protocols) {
        this.catalog = catalog;
        this.protocols = List.copyOf(protocols);
        this.kinds = Protocol.kinds(protocols);
        this.consumers = new Consumers(kinds.sinks());
    }

    /// What a configuration may have for it to be planned here.
    public SettingsKinds kinds() {
        return kinds;
    }

    /// Plans a configuration. What is wrong is added to its problems.
    ///
    /// @return null where there is nothing to plan or an error was found, now or before
    public @Nullable Plan plan(Configuration configuration) {
        Settings settings = configuration.settings();
        if (settings == null) {
            return null;
        }
        Problems problems = configuration.problems();
        OutputCompletion.Completed completed = OutputCompletion.complete(consumers, settings, problems);
        if (completed.settings() != settings) {
            settings = completed.settings();
            configuration.check(settings);
        }
        return plan(configuration, settings, completed.consumers());
    }

    private @Nullable Plan plan(
            Configuration configuration, Settings settings, Map<String, OutputCompletion.Chosen> chosen) {
        Problems problems = configuration.problems();
        Map<String, PlannedMeter> meters = new LinkedHashMap<>();
        settings.meters().forEach((name, meter) -> {
            Profile profile = profile(name, meter, configuration.directory(), problems);
            limits(name, meter, profile, problems);
            CorrectionChecks.check("meters." + name + ".correct.points.", meter.correct(), problems);
            reached(name, meter, profile, problems);
            meters.put(name, new PlannedMeter(name, meter, profile));
        });
        Map<String, Profile> profiles = new HashMap<>();
        settings.outputs().forEach((name, output) -> {
            if (output.profile() != null && !output.profile().equals(MeterSettings.AUTO)) {
                String path = "outputs." + name + ".profile";
                Profile profile = catalog.resolve(output.profile(), configuration.directory(), problems, path);
                if (profile != null) {
                    profiles.put(name, profile);
                }
            }
        });
        Planning planning = new Planning(settings, meters, profiles, problems);
        settings.outputs().forEach((name, output) -> registers(name, output, planning));
        List<Protocol.Blueprint> blueprints = new ArrayList<>();
        for (Protocol protocol : protocols) {
            blueprints.add(protocol.plan(planning));
        }
        new AidForecast(settings, problems).check(chosen);
        if (problems.hasErrors()) {
            return null;
        }
        new ConsumerChecks(planning, protocols).check(chosen);
        return new Plan(settings, meters, blueprints);
    }

    /// A profile is of a device that is reached as the meter is.
    private static void reached(String name, MeterSettings meter, @Nullable Profile profile, Problems problems) {
        String way = meter.source().profileInterface();
        if (profile != null && way != null && !profile.documents().interfaces().contains(way)) {
            String ways = String.join(" or ", profile.documents().interfaces());
            problems.error(
                    "meters." + name + ".profile",
                    Message.of("read-over-not", "{profile} is read over {ways}, not {way}", profile.id(), ways, way));
        }
    }

    /// Who shows registers needs a device that has some.
    private static void registers(String name, OutputSettings output, Planning planning) {
        Problems problems = planning.problems();
        Profile face = planning.profiles().get(name);
        if (output.sink() == null || !output.sink().isDevice()) {
            return;
        }
        if (face != null && !face.documents().isEmpty()) {
            problems.error(
                    "outputs." + name + ".profile",
                    Message.of(
                            "documents-but-no-registers", "{face} has documents, but no registers to show", face.id()));
        }
        PlannedMeter meter = output.meter() == null ? null : planning.meters().get(output.meter());
        Profile own = meter == null ? null : meter.profile();
        if (output.profile() == null && own != null && !own.documents().isEmpty()) {
            problems.keyError(
                    "outputs." + name,
                    Message.of(
                            "needs-key-profile-no",
                            "needs the key 'profile': {meter} has no registers of its own",
                            output.meter()));
        }
    }

    private @Nullable Profile profile(String name, MeterSettings meter, Path directory, Problems problems) {
        String path = "meters." + name;
        String reference = meter.profile();
        if (reference == null) {
            return null;
        }
        if (reference.equals(MeterSettings.AUTO)) {
            if (!meter.source().canBeAsked()) {
                problems.error(path + ".profile", Message.of("auto-requires-poll", "'auto' requires 'poll'"));
                return null;
            }
            return catalog.auto().undiscovered();
        }
        return catalog.resolve(reference, directory, problems, path + ".profile");
    }

    private static void limits(String name, MeterSettings meter, @Nullable Profile profile, Problems problems) {
        if (profile == null) {
            return;
        }
        List<String> groups =
                profile.groups().stream().map(group -> group.name()).toList();
        for (String group : meter.freshFor().keySet()) {
            if (!groups.contains(group)) {
                Message hint = Suggestion.of(group, groups)
                        .orElse(Message.of("it-has", "it has {names}", String.join(", ", groups)));
                problems.keyError(
                        "meters." + name + ".fresh-for." + group,
                        Message.of("no-group", "{profile} has no group '{group}'; {hint}", profile.id(), group, hint));
            }
        }
    }
}
