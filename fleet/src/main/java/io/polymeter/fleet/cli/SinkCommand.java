package io.polymeter.fleet.cli;

import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.sink.Sink;
import io.polymeter.fleet.topic.KafkaAccess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `polymeter fleet sink`.
@Command(name = "sink", description = "Write quarter-hours, sums, events and the audit log into PostgreSQL.")
final class SinkCommand implements Callable<Integer> {

    @Mixin
    RoleOptions options = new RoleOptions();

    @Override
    public Integer call() throws Exception {
        FleetSettings settings = options.settings();
        FleetSettings.Sink sink = settings.sink();
        if (sink == null) {
            throw new UsageException("the configuration has no key 'sink'");
        }
        RoleOptions.log();
        KafkaAccess kafka = FleetConfiguration.kafka(settings);
        kafka.prepare();
        String password = sink.password() == null ? "" : sink.password().reveal();
        Sink running = Sink.start(kafka, new Sink.Database("jdbc:" + sink.url(), sink.user(), password));
        RoleOptions.untilStopped(
                running,
                sink.metrics(),
                () -> new MetricText()
                        .counter("polymeter_fleet_sink_rows_total", running.rows())
                        .gauge("polymeter_fleet_sink_writing", running.state().equals("writing") ? 1 : 0));
        return 0;
    }
}
