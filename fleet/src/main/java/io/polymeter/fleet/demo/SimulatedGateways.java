package io.polymeter.fleet.demo;

import io.polymeter.config.Configuration;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.link.sparkplug.SparkplugOutput;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Many gateways in one process: each is a Polymeter with a simulated meter and its own certificate and connection.
public final class SimulatedGateways implements AutoCloseable {

    private final List<Polymeter> running = new ArrayList<>();

    private SimulatedGateways() {}

    /// Starts one for each directory.
    ///
    /// @param directory has a directory `NODE` for each, with its certificates
    /// @param port of the front, on this machine
    public static SimulatedGateways start(Path directory, int port) throws IOException {
        SimulatedGateways gateways = new SimulatedGateways();
        try (Stream<Path> nodes = Files.list(directory)) {
            for (Path node : nodes.sorted().toList()) {
                gateways.running.add(gateway(node, port));
            }
        } catch (IOException | RuntimeException e) {
            gateways.close();
            throw e;
        }
        return gateways;
    }

    private static Polymeter gateway(Path node, int port) throws IOException {
        Path file = Files.writeString(
                node.resolve("polymeter.yaml"), configuration(node.getFileName().toString(), port));
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), SparkplugOutput.create()));
        Configuration configuration = Configuration.load(file, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return Polymeter.remembering(plan);
    }

    private static String configuration(String node, int port) {
        return """
                site: { name: %1$s }
                http: { enabled: false }
                meters:
                  grid:
                    simulate: { scenario: summer-day }
                outputs:
                  fleet:
                    meters: all
                    sparkplug:
                      broker: mqtts://localhost:%2$d
                      group: demo
                      node: %1$s
                      every: 5s
                      tls: { trust: fleet.pem, certificate: client.pem, key: client.key }
                """.formatted(node, port);
    }

    @Override
    public void close() {
        running.forEach(Polymeter::close);
    }
}
