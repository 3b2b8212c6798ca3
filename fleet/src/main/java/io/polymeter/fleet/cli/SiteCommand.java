package io.polymeter.fleet.cli;

import io.polymeter.fleet.api.Actions;
import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.topic.KafkaAccess;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter fleet site GROUP/NODE`.
@Command(name = "site", description = "Register a site, change its labels, or take its admission back.")
final class SiteCommand implements Callable<Integer> {

    @Mixin
    RoleOptions options = new RoleOptions();

    @Parameters(paramLabel = "GROUP/NODE", description = "The site.")
    @SuppressWarnings("NullAway.Init") // injected
    String node;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label; may be given several times.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--revoke", description = "It may not connect any more; its connection ends.")
    boolean revoke;

    static void check(String node) {
        if (!node.matches("[^/+#\\s]+/[^/+#\\s]+")) {
            throw new UsageException("a site is written GROUP/NODE, found '" + node + "'");
        }
    }

    @Override
    public Integer call() throws Exception {
        check(node);
        KafkaAccess kafka = FleetConfiguration.kafka(options.settings());
        RoleOptions.log();
        kafka.prepare();
        String person = RoleOptions.person();
        try (Actions actions = new Actions(kafka)) {
            if (revoke) {
                actions.admit(person, node, false);
            } else {
                actions.label(person, node, labels);
            }
        }
        return 0;
    }
}
