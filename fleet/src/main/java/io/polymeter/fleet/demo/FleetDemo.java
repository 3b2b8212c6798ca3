package io.polymeter.fleet.demo;

import io.polymeter.fleet.api.Actions;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.PemFiles;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The demonstration: it starts every role as a process of its own, so that any of them can be killed.
public final class FleetDemo implements AutoCloseable {

    private static final char[] PASSWORD = "demo".toCharArray();
    private static final int PARTITIONS = 8;

    private final RoleProcesses roles;
    private final Path directory;
    private final Consumer<String> say;
    private final int kafka;
    private final int front;
    private final int page;
    private final int second;
    private final int nowhere;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable DemoControl control;
    private @Nullable Process gateways;
    private final List<String> nodes = new ArrayList<>();

    private FleetDemo(RoleProcesses roles, Consumer<String> say) throws IOException {
        this.roles = roles;
        this.directory = roles.directory();
        this.say = say;
        kafka = roles.port();
        front = roles.port();
        page = roles.port();
        second = roles.port();
        nowhere = roles.port();
    }

    /// Starts it; all of it runs when this returns.
    ///
    /// @param say gets a line at each step
    public static FleetDemo start(int sites, Consumer<String> say) throws IOException, InterruptedException {
        FleetDemo demo = new FleetDemo(RoleProcesses.in("polymeter-fleet"), say);
        try {
            demo.begin(sites);
            return demo;
        } catch (IOException | InterruptedException | RuntimeException e) {
            demo.close();
            throw e;
        }
    }

    private void begin(int sites) throws IOException, InterruptedException {
        int controller = roles.port();
        run("Kafka", "broker", "kafka", "--port", String.valueOf(kafka), "--controller", String.valueOf(controller));
        roles.reachable("Kafka", kafka);
        KafkaAccess access = new KafkaAccess("127.0.0.1:" + kafka, 1, Map.of(), new FleetTopics("demo", PARTITIONS));
        access.prepare();
        postgres = EmbeddedPostgres.builder().start();
        say.accept("database: " + postgres.getJdbcUrl("postgres", "postgres"));
        Path file = write("fleet.yaml", page, "1");
        Path other = write("second.yaml", second, "2");
        certificates(sites, access);
        DemoControl buttons = new DemoControl(access, new Buttons());
        control = buttons;
        run("engine-1", "engine", "--config", file.toString(), "--demo", String.valueOf(buttons.port()));
        run("engine-2", "engine", "--config", other.toString());
        run("sink", "sink", "--config", file.toString());
        said("front", roles.front("front", "--config", file.toString()));
        roles.reachable("front", front);
        roles.reachable("engine-1", page);
        gateways = run("gateways", "gateways", "gateways", "--port", String.valueOf(front));
        say.accept("gateways: " + sites);
        say.accept("address: http://127.0.0.1:" + page + "/");
    }

    private Process run(String name, String... arguments) throws IOException {
        return said(name, roles.start(name, arguments));
    }

    private Process said(String name, Process process) {
        say.accept("%s: process %d".formatted(name, process.pid()));
        return process;
    }

    private Path write(String name, int http, String engine) throws IOException {
        return Files.writeString(
                directory.resolve(name), """
                kafka: { bootstrap: "127.0.0.1:%d", fleet: demo, partitions: %d }
                front: { listen: "127.0.0.1:%d", names: [localhost, 127.0.0.1] }
                engine: { state: engine-%s, threads: 1, server: "127.0.0.1:%d" }
                sink: { url: "%s", user: postgres }
                ca: { password: demo }
                http: { listen: "127.0.0.1:%d" }
                groups:
                  all: { of: [grid] }
                  north: { sites: { label: region=north }, of: [grid] }
                  south: { sites: { label: region=south }, of: [grid] }
                """.formatted(kafka, PARTITIONS, front, engine, http, database(), http));
    }

    private String database() {
        return postgres == null
                ? "postgresql://localhost/postgres"
                : "postgresql://localhost:" + postgres.getPort() + "/postgres";
    }

    private void certificates(int sites, KafkaAccess access) throws IOException {
        Path ca = directory.resolve("ca");
        Authority authority = Authority.init(ca, PASSWORD);
        authority.trust(ca.resolve("trust.p12"), PASSWORD);
        Authority.save(ca.resolve("front.p12"), PASSWORD, authority.server(List.of("localhost", "127.0.0.1")));
        Map<String, Registration> registered = new LinkedHashMap<>();
        for (int i = 1; i <= sites; i++) {
            String name = "site-%04d".formatted(i);
            PemFiles.write(directory.resolve("gateways").resolve(name), authority.gateway("demo/" + name));
            nodes.add("demo/" + name);
            String region = i % 2 == 0 ? "north" : "south";
            registered.put("demo/" + name, placed(i).labelled(0, Map.of("region", region)));
        }
        try (Actions actions = new Actions(access)) {
            actions.register("demo", registered);
        }
    }

    /// Somewhere in a country of the middle.
    private static Registration placed(int number) {
        double turn = number * 2.399963;
        double out = Math.sqrt(number % 1000 / 1000.0) * 3;
        return Registration.PLAIN.at(51 + out * Math.sin(turn), 10 + out * 1.3 * Math.cos(turn));
    }

    /// What the page's buttons reach.
    private final class Buttons implements DemoControl.Machines {

        @Override
        public List<String> sites() {
            return List.copyOf(nodes);
        }

        @Override
        public int front() {
            return front;
        }

        @Override
        public int nowhere() {
            return nowhere;
        }

        @Override
        public void gateways(String line) throws IOException {
            Process process = gateways;
            if (process == null) {
                throw new IOException("there are no gateways yet");
            }
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }

        @Override
        public boolean engine() throws IOException, InterruptedException {
            if (roles.isAlive("engine-2")) {
                roles.kill("engine-2");
                return false;
            }
            run(
                    "engine-2",
                    "engine",
                    "--config",
                    directory.resolve("second.yaml").toString());
            return true;
        }
    }

    /// Ends everything, and deletes its files.
    @Override
    public synchronized void close() throws IOException {
        if (control != null) {
            control.close();
            control = null;
        }
        try {
            roles.close();
        } finally {
            if (postgres != null) {
                postgres.close();
                postgres = null;
            }
        }
    }
}
