package io.polymeter.app.cli;

import io.polymeter.app.log.Logs;
import io.polymeter.app.systemd.Systemd;
import io.polymeter.app.systemd.Watchdog;
import io.polymeter.config.LogSettings;
import io.polymeter.config.Settings;
import io.polymeter.modbus.transport.SerialLibrary;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter run`: the daemon.
@Command(
        name = "run",
        description = "Run until stopped. SIGTERM stops within 2 s, SIGHUP reads the configuration again.")
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
    @Nullable
    Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say more.")
    boolean help;

    @Override
    public Integer call() throws InterruptedException {
        Cli cli = Cli.of(spec);
        Wiring wiring = new Wiring(Catalog.builtIn(), cli.protocols());
        Loaded loaded = Loaded.from(config, wiring);
        Plan plan = loaded.planOrFail();
        logging(plan.settings(), cli.debug);
        Logger log = LoggerFactory.getLogger("io.polymeter");
        loaded.problems().forEach(problem -> log.warn("{}", problem));
        log.info(
                "polymeter {} with {}",
                VersionCommand.version(),
                loaded.file().toAbsolutePath().normalize());
        SerialLibrary.keepIn(plan.settings().state().resolve("native"));
        Polymeter polymeter = Polymeter.remembering(plan);
        Systemd systemd = Systemd.of(System.getenv(), ProcessHandle.current().pid());
        Signals.on("HUP", () -> {
            systemd.reloading();
            reload(polymeter, wiring, log);
            systemd.ready(status(polymeter));
        });
        Stop.with(() -> {
            systemd.stopping();
            polymeter.close();
        });
        systemd.ready(status(polymeter));
        Watchdog.start(systemd, polymeter::hung);
        new CountDownLatch(1).await();
        return 0;
    }

    private static String status(Polymeter polymeter) {
        Snapshot snapshot = polymeter.snapshot();
        return snapshot.meters().size() + " meters, " + snapshot.outputs().size() + " outputs";
    }

    private void reload(Polymeter polymeter, Wiring wiring, Logger log) {
        try {
            Loaded loaded = Loaded.from(config, wiring);
            loaded.problems().forEach(problem -> log.warn("{}", problem));
            if (loaded.plan() == null) {
                log.error("{}: {}; everything runs on as before", loaded.file(), loaded.summary());
                return;
            }
            polymeter.reload(loaded.plan());
            log.info("{} was read again", loaded.file());
        } catch (RuntimeException e) {
            log.error("the configuration was not read again; everything runs on as before", e);
        }
    }

    static void logging(Settings settings, boolean debug) {
        Logs.start(
                debug ? Logs.Verbosity.DEBUG : verbosity(settings.log().level()),
                settings.site().zone(),
                debug);
    }

    private static Logs.Verbosity verbosity(LogSettings.Level level) {
        return Logs.Verbosity.valueOf(level.name());
    }
}
