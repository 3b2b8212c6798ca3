package io.polymeter.fleet.cli;

import io.polymeter.fleet.api.Actions;
import io.polymeter.fleet.api.FleetServer;
import io.polymeter.fleet.api.FleetView;
import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.rollout.RolloutDriver;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topology.Engine;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter fleet engine`.
@Command(name = "engine", description = "Keep the state of the sites, and show it on the operators' page.")
final class EngineCommand implements Callable<Integer> {

    @Mixin
    RoleOptions options = new RoleOptions();

    @Option(names = "--demo", hidden = true, description = "Where the demonstration's buttons are.")
    int demo;

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        FleetSettings settings = options.settings();
        RoleOptions.log();
        KafkaAccess kafka = FleetConfiguration.kafka(settings);
        kafka.prepare();
        Membership membership = new Membership(FleetConfiguration.groups(settings));
        FleetSettings.Engine own = settings.engine();
        Engine.Settings terms = new Engine.Settings(
                own.state(),
                own.threads(),
                Objects.toString(own.server(), ""),
                FleetConfiguration.engineTerms(settings));
        Engine engine = Engine.start(kafka, membership, terms);
        FleetView view = new FleetView(kafka, membership);
        Actions actions = new Actions(kafka);
        RolloutDriver rollouts = RolloutDriver.start(kafka, membership, view.sites());
        FleetServer page = FleetServer.start(settings.http(), new FleetServer.Parts(view, engine, actions, demo));
        PrintWriter out = spec.commandLine().getOut();
        out.println("address: http://" + settings.http().listen().host() + ":" + page.port());
        out.flush();
        RoleOptions.untilStopped(() -> {
            page.close();
            rollouts.close();
            view.close();
            engine.close();
            actions.close();
        });
        return 0;
    }
}
