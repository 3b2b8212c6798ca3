package io.polymeter.fleet.demo;

import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.live.RemoteConfiguration;
import io.polymeter.config.Configuration;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.link.sparkplug.SparkplugOutput;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import io.polymeter.store.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Many gateways in one process: each is a Polymeter with a simulated meter and its own certificate and connection.
/// They take configurations from the fleet, for a short trial, and know two days of the past. For one thread.
public final class SimulatedGateways implements AutoCloseable {

    /// So long a configuration is on trial here.
    private static final Duration TRIAL = Duration.ofSeconds(20);

    private final Path directory;
    private final @Nullable CountedPast counted;
    private final Map<String, Polymeter> running = new TreeMap<>();

    private SimulatedGateways(Path directory, @Nullable CountedPast counted) {
        this.directory = directory;
        this.counted = counted;
    }

    /// Starts one for each directory.
    ///
    /// @param directory has a directory `NODE` for each, with its certificates
    /// @param port of the front, on this machine
    public static SimulatedGateways start(Path directory, int port) throws IOException {
        return start(directory, port, 0);
    }

    /// The same with a past of which every quarter-hour is known.
    ///
    /// @param until where that ends, milliseconds since 1970 UTC; 0 for the usual past
    public static SimulatedGateways start(Path directory, int port, long until) throws IOException {
        SimulatedGateways gateways = new SimulatedGateways(directory, until == 0 ? null : new CountedPast(until));
        try (Stream<Path> nodes = Files.list(directory)) {
            for (Path node : nodes.filter(Files::isDirectory).sorted().toList()) {
                String name = node.getFileName().toString();
                Files.writeString(
                        node.resolve("polymeter.yaml"), gateways.text(port).replace("{{node}}", name));
                gateways.running.put(name, gateways.gateway(node));
            }
        } catch (IOException | RuntimeException e) {
            gateways.close();
            throw e;
        }
        return gateways;
    }

    private String text(int port) {
        String usual = configuration(port);
        return counted == null ? usual : usual.replace("  grid:", "  " + AwaySites.METER + ":");
    }

    private Polymeter gateway(Path node) throws IOException {
        Path file = node.resolve("polymeter.yaml");
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), SparkplugOutput.create()));
        Configuration configuration = Configuration.load(file, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        Polymeter polymeter = Polymeter.remembering(plan);
        polymeter
                .reconfiguration()
                .set(new RemoteConfiguration(
                        new LiveConfiguration(file, wiring, polymeter),
                        polymeter,
                        plan.settings().state(),
                        TRIAL));
        CountedPast known = counted;
        if (known != null) {
            polymeter.past().set(known);
        } else {
            polymeter.meters().all().forEach(meter -> remember(meter, polymeter));
        }
        return polymeter;
    }

    /// The past ends with the first reading of the counter.
    private static void remember(Meter meter, Polymeter polymeter) {
        AtomicBoolean known = new AtomicBoolean();
        var _ = meter.onUpdate(() -> {
            double counter = meter.state().readings().value(SimulatedPast.IMPORT);
            if (Double.isFinite(counter) && known.compareAndSet(false, true)) {
                polymeter.past().set(new SimulatedPast(Instant.now(), counter));
            }
        });
    }

    /// The configuration of each, with `{{node}}` for its name.
    ///
    /// @param port of the front
    static String configuration(int port) {
        return """
                site: { name: "{{node}}" }
                http: { enabled: false }
                meters:
                  grid:
                    simulate: { scenario: summer-day }
                outputs:
                  fleet:
                    meters: all
                    sparkplug:
                      broker: mqtts://localhost:%d
                      group: demo
                      node: "{{node}}"
                      every: 5s
                      commands: [configuration]
                      tls: { trust: fleet.pem, certificate: client.pem, key: client.key }
                """.formatted(port);
    }

    /// Ends so many of those that run, or as many as there are.
    void cut(int many) {
        List<String> chosen = running.keySet().stream().limit(many).toList();
        for (String node : chosen) {
            Polymeter cut = running.remove(node);
            if (cut != null) {
                cut.close();
            }
        }
    }

    /// Starts all that were cut off.
    void restore() throws IOException {
        try (Stream<Path> nodes = Files.list(directory)) {
            for (Path node : nodes.filter(Files::isDirectory).sorted().toList()) {
                String name = node.getFileName().toString();
                if (!running.containsKey(name)) {
                    running.put(name, gateway(node));
                }
            }
        }
    }

    /// Obeys lines: `cut N` and `restore`; returns when there are no more.
    public void obey(Stream<String> lines) throws IOException {
        for (String line : (Iterable<String>) lines::iterator) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("cut")) {
                cut(Integer.parseInt(words[1]));
            } else if (words[0].equals("restore")) {
                restore();
            }
        }
    }

    @Override
    public void close() {
        running.values().forEach(Polymeter::close);
    }
}
