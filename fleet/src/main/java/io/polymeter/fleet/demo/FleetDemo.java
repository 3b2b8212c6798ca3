package io.polymeter.fleet.demo;

import io.polymeter.fleet.api.Actions;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.PemFiles;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The demonstration: it starts every role as a process of its own, so that any of them can be killed.
public final class FleetDemo implements AutoCloseable {

    private static final char[] PASSWORD = "demo".toCharArray();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 8;

    /// Where the launcher has the jars of the front.
    private static final String FRONT_JARS = "polymeter.fleet.front";

    private final Path directory;
    private final Consumer<String> say;
    private final Deque<Process> processes = new ArrayDeque<>();
    private final int kafka = freePort();
    private final int front = freePort();
    private final int page = freePort();
    private final int second = freePort();
    private boolean closed;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable DemoControl control;
    private @Nullable Process gateways;
    private @Nullable Process engine;
    private final List<String> nodes = new ArrayList<>();

    private FleetDemo(Path directory, Consumer<String> say) throws IOException {
        this.directory = directory;
        this.say = say;
    }

    /// Starts it; all of it runs when this returns.
    ///
    /// @param say gets a line at each step
    public static FleetDemo start(int sites, Consumer<String> say) throws IOException, InterruptedException {
        FleetDemo demo = new FleetDemo(Files.createTempDirectory("polymeter-fleet"), say);
        // Also when this process is stopped while it begins.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("demo-end").unstarted(() -> {
                    try {
                        demo.close();
                    } catch (IOException e) {
                        System.err.println("polymeter fleet: " + e.getMessage());
                    }
                }));
        demo.begin(sites);
        return demo;
    }

    private void begin(int sites) throws IOException, InterruptedException {
        run("broker", directory.resolve("kafka").toString(), "--port", String.valueOf(kafka));
        reachable("Kafka", kafka, directory);
        KafkaAccess access = new KafkaAccess("127.0.0.1:" + kafka, 1, Map.of(), new FleetTopics("demo", PARTITIONS));
        access.prepare();
        postgres = EmbeddedPostgres.builder().start();
        say.accept("database: " + postgres.getJdbcUrl("postgres", "postgres"));
        Path file = write("fleet.yaml", page, "1");
        Path other = write("second.yaml", second, "2");
        certificates(sites, access);
        DemoControl buttons = new DemoControl(access, new Buttons());
        control = buttons;
        run("engine", "--config", file.toString(), "--demo", String.valueOf(buttons.port()));
        engine = run("engine", "--config", other.toString());
        run("sink", "--config", file.toString());
        front(file);
        reachable("the front", front, directory);
        reachable("the page", page, directory);
        gateways = run("gateways", directory.resolve("gateways").toString(), "--port", String.valueOf(front));
        say.accept("gateways: " + sites);
        say.accept("address: http://127.0.0.1:" + page + "/");
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
        try (Actions actions = new Actions(access)) {
            for (int i = 1; i <= sites; i++) {
                String name = "site-%04d".formatted(i);
                PemFiles.write(directory.resolve("gateways").resolve(name), authority.gateway("demo/" + name));
                nodes.add("demo/" + name);
                String region = i % 2 == 0 ? "north" : "south";
                actions.label("demo", "demo/" + name, placed(i), Map.of("region", region));
            }
        }
    }

    /// Somewhere in a country of the middle.
    private static Registration placed(int number) {
        double turn = number * 2.399963;
        double out = Math.sqrt(number % 1000 / 1000.0) * 3;
        return Registration.PLAIN.at(51 + out * Math.sin(turn), 10 + out * 1.3 * Math.cos(turn));
    }

    private Process run(String... arguments) throws IOException {
        return start(role(arguments));
    }

    private void front(Path file) throws IOException {
        String jars = System.getProperty(FRONT_JARS);
        if (jars == null) {
            throw new IOException("the front's jars are not known: start this with ./polymeter fleet demo");
        }
        List<String> command = java(jars + File.separator + "*", "io.polymeter.fleet.front.Main");
        command.addAll(List.of("--config", file.toString()));
        start(command);
    }

    /// The command of a role on this process's own class path.
    static List<String> role(String... arguments) {
        List<String> command = java(System.getProperty("java.class.path"), "io.polymeter.fleet.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> java(String classPath, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                classPath,
                main));
        return command;
    }

    private synchronized Process start(List<String> command) throws IOException {
        if (closed) {
            throw new IOException("the demonstration is over");
        }
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out.log").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("err.log").toFile()))
                .start();
        processes.push(process);
        say.accept("process " + process.pid() + ": " + String.join(" ", command.subList(7, command.size())));
        return process;
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
        public void gateways(String line) throws IOException {
            Process process = gateways;
            if (process == null) {
                throw new IOException("there are no gateways yet");
            }
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }

        @Override
        public boolean engine() throws IOException {
            Process process = engine;
            if (process != null && process.isAlive()) {
                process.destroyForcibly();
                return false;
            }
            engine = run("engine", "--config", directory.resolve("second.yaml").toString());
            return true;
        }
    }

    static void reachable(String what, int port, Path directory) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(what + " does not answer at port " + port + "; see " + directory, e);
                }
                Thread.sleep(200);
            }
        }
    }

    /// A port that is free at the moment.
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Ends everything, the newest first, and deletes its files.
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (control != null) {
            control.close();
        }
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException _) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        if (postgres != null) {
            postgres.close();
        }
        delete(directory);
    }

    /// Deletes a directory with all that is in it.
    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException error) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
