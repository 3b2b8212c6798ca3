package io.polymeter.fleet.front;

import io.polymeter.config.yaml.Secret;
import io.polymeter.fleet.config.FleetConfiguration;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.metrics.MetricsPort;
import io.polymeter.fleet.topic.KafkaAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// `polymeter fleet front`: lets gateways in.
public final class Main {

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    /// Runs until it is stopped. The only arguments are `--config FILE`, and `--relayed` for measurements: each
    /// connection then speaks for its whole group, so that a few stand for many gateways.
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String... args) {
        List<String> given = new ArrayList<>(List.of(args));
        boolean relayed = given.remove("--relayed");
        boolean named = given.size() == 2 && given.getFirst().equals("--config");
        if (!given.isEmpty() && !named) {
            System.err.println("polymeter fleet: usage: polymeter fleet front [--config FILE]");
            return USAGE;
        }
        Path here = Path.of("fleet.yaml");
        Path file = named ? Path.of(given.getLast()) : Files.exists(here) ? here : Path.of("/etc/polymeter/fleet.yaml");
        FleetConfiguration read = FleetConfiguration.load(file, System::getenv);
        FleetSettings settings = read.settings();
        if (settings == null || read.problems().hasErrors()) {
            read.problems().sorted().forEach(System.err::println);
            return USAGE;
        }
        FleetSettings.Front front = settings.front();
        Secret password = settings.ca().password();
        if (front == null || password == null) {
            System.err.println("polymeter fleet: the configuration needs the keys 'front' and 'ca.password'");
            return USAGE;
        }
        if (relayed
                && !new InetSocketAddress(front.listen().host(), front.listen().port())
                        .getAddress()
                        .isLoopbackAddress()) {
            System.err.println("polymeter fleet: --relayed is for measurements: 'front.listen' has to be 127.0.0.1");
            return USAGE;
        }
        try {
            serve(settings, front, password.reveal(), relayed);
            return 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("polymeter fleet: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            return FAILED;
        }
    }

    private static void serve(FleetSettings settings, FleetSettings.Front front, String password, boolean relayed)
            throws IOException, InterruptedException {
        if (relayed) {
            System.err.println("polymeter fleet: each connection speaks for its whole group: for measurements alone");
        }
        KafkaAccess kafka = FleetConfiguration.kafka(settings);
        kafka.prepare();
        Path ca = settings.ca().directory();
        Front running = Front.start(
                kafka,
                new FrontSettings(
                        front.listen().host(),
                        front.listen().port(),
                        ca.resolve("front.p12"),
                        ca.resolve("trust.p12"),
                        password,
                        front.host(),
                        Files.createTempDirectory("polymeter-front"),
                        relayed));
        MetricsPort figures = MetricsPort.open(
                front.metrics(),
                () -> new MetricText()
                        .gauge("polymeter_fleet_front_connections", running.connected())
                        .counter("polymeter_fleet_front_refused_total", running.refused())
                        .counter(
                                "polymeter_fleet_front_written_total",
                                running.written().written())
                        .counter(
                                "polymeter_fleet_front_failed_total",
                                running.written().failed())
                        .counter("polymeter_fleet_front_commands_total", running.commands()));
        System.out.println("address: mqtts://" + front.listen());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            figures.close();
            running.close();
            stopped.countDown();
        }));
        stopped.await();
    }
}
