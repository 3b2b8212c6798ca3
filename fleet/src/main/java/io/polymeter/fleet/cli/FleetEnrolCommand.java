package io.polymeter.fleet.cli;

import io.polymeter.config.yaml.Secret;
import io.polymeter.enrol.EnrolmentCode;
import io.polymeter.fleet.api.Actions;
import io.polymeter.fleet.api.SiteAdmissions;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.EnrolServer;
import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.topic.KafkaAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter fleet enrol`.
@Command(
        name = "enrol",
        description = "Hand out certificates to gateways; or, for GROUP/NODE, print a code with which one enrols once.")
final class FleetEnrolCommand implements Callable<Integer> {

    @Mixin
    RoleOptions options = new RoleOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "GROUP/NODE", description = "The site that gets a code.")
    @Nullable
    String node;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label of it; may be given several times.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--days", paramLabel = "N", defaultValue = "7", description = "How long the code holds; 7.")
    int days;

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        FleetSettings settings = options.settings();
        FleetSettings.Ca ca = settings.ca();
        FleetSettings.Enrol enrol = ca.enrol();
        FleetSettings.Front front = settings.front();
        Secret password = ca.password();
        if (enrol == null || front == null || password == null) {
            throw new UsageException("the configuration has no ca.enrol");
        }
        Authority authority = Authority.open(ca.directory(), password.reveal().toCharArray());
        RoleOptions.log();
        KafkaAccess kafka = FleetConfiguration.kafka(settings);
        kafka.prepare();
        try (Actions actions = new Actions(kafka)) {
            if (node == null) {
                serve(authority, new SiteAdmissions(actions), enrol, front);
            } else {
                EnrolmentCode code = invite(node, authority, actions);
                print("Valid for " + days + " days, once. At the gateway:\n  polymeter enrol https://"
                        + front.names().getFirst() + ":" + enrol.listen().port() + " " + code);
            }
        }
        return 0;
    }

    private EnrolmentCode invite(String site, Authority authority, Actions actions) throws IOException {
        SiteCommand.check(site);
        if (days < 1 || days > 365) {
            throw new UsageException("--days is 1 to 365");
        }
        EnrolmentCode made = EnrolmentCode.create(authority.certificate());
        long until = System.currentTimeMillis() + Duration.ofDays(days).toMillis();
        actions.invite(RoleOptions.person(), site, new Actions.Invitation(made.digest(), until, labels));
        return made;
    }

    private void serve(
            Authority authority, SiteAdmissions admissions, FleetSettings.Enrol enrol, FleetSettings.Front front)
            throws IOException, InterruptedException {
        EnrolServer.Terms terms =
                new EnrolServer.Terms(front.names(), enrol.broker().toString(), front.host());
        InetSocketAddress where =
                new InetSocketAddress(enrol.listen().host(), enrol.listen().port());
        EnrolServer server = EnrolServer.start(where, authority, admissions, terms);
        print("address: https://" + enrol.listen().host() + ":" + server.port());
        RoleOptions.untilStopped(
                server,
                enrol.metrics(),
                () -> new MetricText()
                        .counter("polymeter_fleet_enrol_issued_total", server.issued())
                        .counter("polymeter_fleet_enrol_refused_total", server.refused()));
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
