package io.polymeter.app.cli;

import io.polymeter.app.api.AidTrials;
import io.polymeter.app.api.ApiContext;
import io.polymeter.app.api.CommissionRoutes;
import io.polymeter.app.api.DoctorRoutes;
import io.polymeter.app.api.MetricsRoutes;
import io.polymeter.app.api.NotifyRoutes;
import io.polymeter.app.api.ScanRoutes;
import io.polymeter.app.api.Web;
import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.client.StateDirectory;
import io.polymeter.app.drill.DrillLink;
import io.polymeter.app.drill.DrillRoutes;
import io.polymeter.app.drill.Drills;
import io.polymeter.app.history.HistoryBackup;
import io.polymeter.app.history.HistoryBackupRoutes;
import io.polymeter.app.history.HistoryRoutes;
import io.polymeter.app.history.HistoryService;
import io.polymeter.app.history.HomeRoutes;
import io.polymeter.app.live.HeapExhaustion;
import io.polymeter.app.live.HeapWatch;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.live.RemoteConfiguration;
import io.polymeter.app.log.LogBook;
import io.polymeter.app.log.Logs;
import io.polymeter.app.notify.NotifyService;
import io.polymeter.app.record.RecordLink;
import io.polymeter.app.setup.Backup;
import io.polymeter.app.setup.BackupRoutes;
import io.polymeter.app.setup.DeviceRoutes;
import io.polymeter.app.setup.DeviceWatch;
import io.polymeter.app.setup.PasswordRoutes;
import io.polymeter.app.setup.PickRoutes;
import io.polymeter.app.setup.Surroundings;
import io.polymeter.app.support.ThreadRoutes;
import io.polymeter.app.systemd.Systemd;
import io.polymeter.app.systemd.Watchdog;
import io.polymeter.capture.Traffic;
import io.polymeter.config.LogSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.http.Routes;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.serial.SerialLibrary;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.CommissionWatch;
import io.polymeter.runtime.LoopWatch;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.SystemClock;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `polymeter run` starts.
final class Daemon {

    /// How long the page waits for links that have not got anywhere yet; a server that does not answer takes longer.
    private static final Duration SERVE_FIRST = Duration.ofMillis(300);

    private Daemon() {}

    /// Runs until the process is asked to end.
    ///
    /// @param protocols makes all kinds of links
    /// @param config the configuration file, null for the usual place
    /// @throws Failure with exit code 2 where the configuration has errors
    static int run(Supplier<List<Protocol>> protocols, @Nullable Path config, boolean debug)
            throws InterruptedException {
        HeapExhaustion.watch();
        Systemd systemd =
                Systemd.of(System.getenv(), () -> ProcessHandle.current().pid());
        Path file = FirstRunDialog.finish(config, Protocol.kinds(protocols.get()), systemd, debug);
        Stop.CloseList running = new Stop.CloseList();
        Runnable unhook = Stop.with(() -> {
            systemd.stopping();
            running.close();
        });
        try {
            start(new Launch(protocols, file, systemd, debug), running);
        } catch (RuntimeException e) {
            unhook.run();
            throw e;
        }
        new HeapWatch(new SystemClock()).run();
        return 0;
    }

    /// What a start needs to know.
    ///
    /// @param protocols makes all kinds of links
    /// @param config the configuration file, null for the usual place
    /// @param systemd is told when all is started
    record Launch(
            Supplier<List<Protocol>> protocols, @Nullable Path config, Systemd systemd, boolean debug) {}

    /// Starts everything the configuration says.
    ///
    /// @param running is given what has started, and ends it
    static void start(Launch launch, Stop.CloseList running) {
        Systemd systemd = launch.systemd();
        List<Protocol> kinds = launch.protocols().get();
        Wiring wiring = new Wiring(Catalog.builtIn(), kinds);
        LoadedConfiguration loaded = LoadedConfiguration.from(launch.config(), wiring);
        Plan plan = loaded.planOrFail();
        logging(plan.settings(), launch.debug());
        greet(loaded, plan);
        SerialLibrary.keepIn(plan.settings().state().resolve("native"));
        finishRestore(plan.settings().state());
        // SIGHUP may come as soon as a port is open; without a handler it would end the process.
        HangUp hangUp = new HangUp();
        Signals.on("HUP", hangUp::come);
        Polymeter polymeter = Polymeter.remembering(plan);
        running.add(polymeter::close);
        // Serve first: nothing below is loaded before the ports are open.
        polymeter.awaitBegun(SERVE_FIRST);
        LiveConfiguration configuration = new LiveConfiguration(loaded.file(), wiring, polymeter);
        RemoteConfiguration remote = new RemoteConfiguration(
                configuration,
                polymeter,
                plan.settings().state(),
                Duration.ofSeconds(Long.getLong("polymeter.trial", RemoteConfiguration.TRIAL.toSeconds())));
        polymeter.reconfiguration().set(remote);
        ApiContext backstage =
                new ApiContext(polymeter, configuration, LogBook.ofThisProcess(), VersionCommand.version());
        HistoryService recording =
                HistoryService.start(polymeter, plan.settings(), Integer.getInteger("polymeter.history.every", 60));
        running.add(recording::close);
        Tools tools = Tools.of(backstage, loaded.file());
        NotifyRoutes notices = new NotifyRoutes(backstage);
        NotifyService notifier = new NotifyService(polymeter)
                .watch(notices::occurrences)
                .watch(() -> DoctorRoutes.alarms(tools.loops()));
        Web web = new Web(backstage, features(backstage, recording, tools, wiring));
        configuration.onChange(next -> recording.apply(next.settings()));
        configuration.onChange(next -> notifier.apply(next.settings()));
        configuration.onChange(web::follow);
        hangUp.use(() -> reload(systemd, configuration, polymeter));
        systemd.ready(status(polymeter));
        Watchdog.start(new SystemClock(), systemd, polymeter::hung);
        web.start(plan);
        polymeter.attach(configuration.watch());
        polymeter.attach(new StateWatch(plan.settings().state()));
        tools.attach(polymeter);
        notifier.apply(plan.settings());
        polymeter.attach(
                new RecordLink(polymeter, traffic(kinds), plan.settings().state()));
        remote.recover();
    }

    /// What SIGHUP asks for, kept until it can be done.
    private static final class HangUp {
        private @Nullable Runnable reload;
        private boolean asked;

        synchronized void come() {
            asked = true;
            use(reload);
        }

        synchronized void use(@Nullable Runnable action) {
            reload = action;
            if (asked && action != null) {
                asked = false;
                action.run();
            }
        }
    }

    private static List<Traffic> traffic(List<Protocol> kinds) {
        return kinds.stream()
                .filter(ModbusProtocol.class::isInstance)
                .map(kind -> ((ModbusProtocol) kind).traffic())
                .toList();
    }

    /// What looks at the meters beside everything else, and what is done with them on demand.
    private record Tools(
            LoopWatch loops, AidTrials trials, CommissionWatch commissioning, Drills drills, DeviceWatch devices) {

        static Tools of(ApiContext backstage, Path file) {
            Polymeter polymeter = backstage.polymeter();
            LoopWatch loops = new LoopWatch(polymeter);
            return new Tools(
                    loops,
                    new AidTrials(backstage, loops),
                    new CommissionWatch(polymeter),
                    new Drills(polymeter, polymeter.plan().settings().state(), file, VersionCommand.version()),
                    new DeviceWatch(polymeter, (endpoint, timeout) -> opened(endpoint, timeout, polymeter)));
        }

        void attach(Polymeter polymeter) {
            polymeter.attach(loops);
            polymeter.attach(commissioning);
            polymeter.attach(devices);
            polymeter.attach(new DrillLink(drills, polymeter.plan().settings().state(), trials::answer));
        }
    }

    /// What can be asked beside what is built in.
    private static List<Consumer<Routes>> features(
            ApiContext backstage, HistoryService recording, Tools tools, Wiring wiring) {
        Polymeter polymeter = backstage.polymeter();
        LiveConfiguration configuration = backstage.configuration();
        return List.of(
                new HistoryRoutes(recording)::register,
                new HistoryBackupRoutes(() -> polymeter.plan().settings().state())::register,
                new HomeRoutes(backstage, recording)::register,
                new ScanRoutes(
                        (endpoint, timeout) -> opened(endpoint, timeout, polymeter),
                        endpoint -> polymeter.plan().settings().uses(endpoint.toString()))::register,
                new DeviceRoutes(polymeter, tools.devices())::register,
                new DoctorRoutes(tools.loops(), tools.trials())::register,
                new MetricsRoutes(backstage, tools.loops())::register,
                new CommissionRoutes(backstage, tools.commissioning())::register,
                new DrillRoutes(tools.drills())::register,
                new NotifyRoutes(backstage)::register,
                new BackupRoutes(
                        configuration, () -> polymeter.plan().settings().state())::register,
                Surroundings::register,
                new PickRoutes(() -> polymeter.plan().settings().state())::register,
                ThreadRoutes::register,
                routes -> ConsumerRoutes.register(routes, wiring.kinds().sinks()),
                new PasswordRoutes(
                        configuration, () -> polymeter.plan().settings().state())::register);
    }

    /// Puts in its place what was restored while the program ran.
    private static void finishRestore(Path state) {
        Backup.finish(state);
        HistoryBackup.finish(state);
    }

    private static void reload(Systemd systemd, LiveConfiguration configuration, Polymeter polymeter) {
        systemd.reloading();
        configuration.reload();
        systemd.ready(status(polymeter));
    }

    /// Says what was read, and what is wrong with it.
    private static void greet(LoadedConfiguration loaded, Plan plan) {
        Logger log = LoggerFactory.getLogger("io.polymeter");
        loaded.problems().forEach(problem -> log.warn("{}", problem));
        log.info(
                "polymeter {} with {}",
                VersionCommand.version(),
                loaded.file().toAbsolutePath().normalize());
        String unwritable = StateDirectory.trouble(plan.settings().state());
        if (unwritable != null) {
            log.error("{}", unwritable);
        }
    }

    private static String status(Polymeter polymeter) {
        Snapshot snapshot = polymeter.snapshot();
        return snapshot.meters().size() + " meters, " + snapshot.outputs().size() + " outputs";
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

    private static ModbusClient opened(Endpoint endpoint, Duration timeout, Polymeter polymeter) throws IOException {
        return EndpointClients.open(
                endpoint,
                timeout,
                EndpointClients.line(null, null),
                () -> polymeter.plan().settings().state());
    }
}
