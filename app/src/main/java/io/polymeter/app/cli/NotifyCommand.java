package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.notify.NotifyService;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.SystemClock;
import io.polymeter.runtime.Wiring;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `polymeter notify --test`: whether those who are to be told of problems are reached.
@Command(
        name = "notify",
        description = "Send a test notification over every configured channel.",
        footer = {"", "Exit status: 0 all delivered, 1 not all delivered, 2 invalid usage or configuration."})
final class NotifyCommand extends BaseCommand implements Callable<Integer> {

    @Option(names = "--test", required = true, description = "Send the test event.")
    boolean test;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, as for run.")
    @Nullable
    Path config;

    @Override
    public Integer call() throws InterruptedException {
        Wiring wiring = new Wiring(Catalog.builtIn(), Cli.of(spec).protocols());
        var plan = LoadedConfiguration.from(config, wiring).planOrFail();
        List<NotifyService.Delivery> deliveries = NotifyService.test(plan.settings(), new SystemClock());
        if (deliveries.isEmpty()) {
            throw CommandFailure.usage("nobody is to be told; the configuration needs 'notify'");
        }
        PrintWriter out = spec.commandLine().getOut();
        deliveries.forEach(one -> out.println(one.channel() + ": " + (one.fault() == null ? "sent" : one.fault())));
        out.flush();
        return deliveries.stream().allMatch(one -> one.fault() == null) ? 0 : CommandFailure.FAILED;
    }
}
