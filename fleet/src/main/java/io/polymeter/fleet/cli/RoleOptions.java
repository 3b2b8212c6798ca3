package io.polymeter.fleet.cli;

import io.polymeter.app.log.Logs;
import io.polymeter.config.net.HostPort;
import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.metrics.MetricsPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What all roles have in common.
final class RoleOptions {

    private static final Path HERE = Path.of("fleet.yaml");
    private static final Path SYSTEM = Path.of("/etc/polymeter/fleet.yaml");

    // Held, so that their levels stay.
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");
    private static final Logger BROKER = Logger.getLogger("kafka");

    /// Says as an error what producers send again by themselves.
    private static final Logger REPLICAS = Logger.getLogger("kafka.server.ReplicaManager");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Default: fleet.yaml here, or /etc/polymeter/fleet.yaml.")
    @Nullable
    Path config;

    /// The settings, or an error with all that is wrong.
    FleetSettings settings() {
        Path file = config != null ? config : Files.exists(HERE) ? HERE : SYSTEM;
        if (!Files.exists(file)) {
            throw new UsageException("there is no configuration " + file + "; name one with --config FILE");
        }
        FleetConfiguration read = FleetConfiguration.load(file, System::getenv);
        FleetSettings settings = read.settings();
        if (settings == null || read.problems().hasErrors()) {
            throw new UsageException(
                    read.problems().sorted().stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
        return settings;
    }

    /// Who works here, for the audit log.
    static String person() {
        return System.getProperty("user.name", "unknown");
    }

    /// Begins to log; Kafka's own words only where something fails.
    static void log() {
        Logs.start(Logs.Verbosity.INFO, ZoneId.systemDefault(), false);
        KAFKA.setLevel(Level.SEVERE);
        BROKER.setLevel(Level.SEVERE);
        REPLICAS.setLevel(Level.OFF);
    }

    /// The same for a role that shows its figures.
    ///
    /// @param where null for nowhere
    static void untilStopped(AutoCloseable running, @Nullable HostPort where, Supplier<MetricText> figures)
            throws IOException, InterruptedException {
        MetricsPort port = MetricsPort.open(where, figures);
        untilStopped(() -> {
            port.close();
            running.close();
        });
    }

    /// Waits for SIGTERM or Ctrl-C, and ends what runs before the process does.
    static void untilStopped(AutoCloseable running) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            try {
                running.close();
            } catch (Exception e) {
                System.err.println("polymeter fleet: " + e.getMessage());
            } finally {
                stopped.countDown();
            }
        }));
        stopped.await();
    }
}
