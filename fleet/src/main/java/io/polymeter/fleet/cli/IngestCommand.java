package io.polymeter.fleet.cli;

import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.ingest.Ingest;
import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.topic.KafkaAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `polymeter fleet ingest`.
@Command(name = "ingest", description = "Hear gateways through a broker that is there already.")
final class IngestCommand implements Callable<Integer> {

    @Mixin
    RoleOptions options = new RoleOptions();

    @Override
    public Integer call() throws Exception {
        FleetSettings settings = options.settings();
        FleetSettings.Ingest ingest = settings.ingest();
        if (ingest == null) {
            throw new UsageException("the configuration has no key 'ingest'");
        }
        RoleOptions.log();
        KafkaAccess kafka = FleetConfiguration.kafka(settings);
        kafka.prepare();
        String password = ingest.password() == null ? null : ingest.password().reveal();
        Ingest running = Ingest.start(
                kafka,
                new Ingest.Settings(ingest.broker(), ingest.groups(), ingest.client(), ingest.username(), password));
        RoleOptions.untilStopped(
                running,
                ingest.metrics(),
                () -> new MetricText()
                        .counter(
                                "polymeter_fleet_ingest_written_total",
                                running.written().written())
                        .counter(
                                "polymeter_fleet_ingest_failed_total",
                                running.written().failed()));
        return 0;
    }
}
