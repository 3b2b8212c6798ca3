package io.polymeter.app.cli;

import io.polymeter.app.api.Backstage;
import io.polymeter.app.api.Web;
import io.polymeter.app.history.HistoryRoutes;
import io.polymeter.app.history.Recording;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.log.LogBook;
import io.polymeter.app.log.Logs;
import io.polymeter.config.LogSettings;
import io.polymeter.config.Settings;
import io.polymeter.modbus.transport.SerialLibrary;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.nio.file.Path;
import java.util.List;
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
        LiveConfiguration configuration = new LiveConfiguration(loaded.file(), wiring, polymeter);
        Backstage backstage =
                new Backstage(polymeter, configuration, LogBook.ofThisProcess(), VersionCommand.version());
        Recording recording =
                Recording.start(polymeter, plan.settings(), Integer.getInteger("polymeter.history.every", 60));
        Web web = new Web(backstage, List.of(new HistoryRoutes(recording)::register));
        configuration.onChange(next -> recording.apply(next.settings()));
        configuration.onChange(web::follow);
        Signals.on("HUP", configuration::reload);
        web.start(plan);
        polymeter.attach(configuration.watch());
        Stop.with(() -> {
            polymeter.close();
            recording.close();
        });
        new CountDownLatch(1).await();
        return 0;
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
