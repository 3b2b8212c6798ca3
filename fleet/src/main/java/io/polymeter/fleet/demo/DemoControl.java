package io.polymeter.fleet.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.fleet.api.Actions;
import io.polymeter.fleet.rollout.RolloutOrder;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The buttons of the demonstration, asked by the engine's page over this machine's own network.
final class DemoControl implements AutoCloseable {

    private static final int CUT = 100;
    private static final Duration PACE = Duration.ofMillis(50);

    private final KafkaAccess kafka;
    private final Actions actions;
    private final Producer<String, byte[]> producer;
    private final HttpServer server;
    private final Machines machines;

    /// What the buttons reach.
    interface Machines {

        /// The sites, `GROUP/NODE`.
        List<String> sites();

        /// The port of the front.
        int front();

        /// A port at which nobody is.
        int nowhere();

        /// Tells the gateways' process a line.
        void gateways(String line) throws IOException;

        /// Kills the second engine, or starts it where it was killed.
        ///
        /// @return whether it runs now
        boolean engine() throws IOException, InterruptedException;
    }

    DemoControl(KafkaAccess kafka, Machines machines) throws IOException {
        this.kafka = kafka;
        this.machines = machines;
        actions = new Actions(kafka);
        producer = kafka.producer();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().name("demo-control").daemon().unstarted(task)));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String said;
            try {
                said = press(exchange.getRequestURI().getPath());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                said = "";
            }
            byte[] body = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.isEmpty() ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String press(String path) throws IOException, InterruptedException {
        return switch (path) {
            case "/cut" -> cut();
            case "/restore" -> restore();
            case "/engine" -> machines.engine() ? "The second engine starts." : "The second engine is dead.";
            case "/replay" -> replay();
            case "/bad-rollout" -> rollOut(machines.nowhere());
            case "/good-rollout" -> rollOut(machines.front());
            default -> "";
        };
    }

    private String cut() throws IOException {
        machines.gateways("cut " + CUT);
        return "A hundred sites, or as many as there are, say nothing any more.";
    }

    private String restore() throws IOException {
        machines.gateways("restore");
        return "The sites that were cut off start again.";
    }

    /// All that gateways have of yesterday, twenty gateways a second.
    private String replay() {
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        Thread.ofVirtual().name("demo-replay").start(() -> {
            for (String site : machines.sites()) {
                long now = System.currentTimeMillis();
                Payload order = new Payload(
                        now,
                        null,
                        List.of(
                                moment(ControlMetrics.REPLAY_FROM, today.minus(1, ChronoUnit.DAYS), now),
                                moment(ControlMetrics.REPLAY_TO, today, now)));
                var _ = producer.send(new ProducerRecord<>(
                        kafka.topics().down(), site, new DownlinkMessage("", order.encode()).bytes()));
                try {
                    Thread.sleep(PACE);
                } catch (InterruptedException _) {
                    return;
                }
            }
        });
        return "Every site sends yesterday again.";
    }

    private static Metric moment(String name, Instant at, long now) {
        return Metric.of(name, now, DataType.DATE_TIME, new MetricValue.Whole(at.toEpochMilli()));
    }

    /// Passes the check at the gateway; whether it does well depends on the port.
    private String rollOut(int port) {
        String text = "# Rolled out at " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n"
                + SimulatedGateways.configuration(port);
        String id = UUID.randomUUID().toString();
        actions.rollOut(new RolloutOrder(id, "demo", System.currentTimeMillis(), "", text, RolloutOrder.Wish.RUN));
        return port == machines.front()
                ? "A configuration goes out in four waves."
                : "A configuration goes out whose broker is not there.";
    }

    @Override
    public void close() {
        server.stop(0);
        actions.close();
        producer.close();
    }
}
