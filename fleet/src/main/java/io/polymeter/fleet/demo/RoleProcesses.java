package io.polymeter.fleet.demo;

import io.polymeter.app.demo.TemporaryFolder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Roles of a fleet on this machine, each a process of its own in one directory, so that any of them can be
/// killed. Safe for several threads.
final class RoleProcesses implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /// How long a process may take to end when it is asked to.
    private static final Duration END = Duration.ofSeconds(30);

    private static final long PAUSE = 200;
    private static final long MAX_TOLD = 2_000;

    /// Where the launcher has the jars of the front.
    private static final String FRONT_JARS = "polymeter.fleet.front";

    private final Path directory;
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Set<Integer> ports = new HashSet<>();
    private boolean closed;

    private RoleProcesses(Path directory) {
        this.directory = directory;
    }

    /// In a new directory. What still runs when this process ends is ended with it.
    static RoleProcesses in(String prefix) throws IOException {
        RoleProcesses roles = new RoleProcesses(Files.createTempDirectory(prefix));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("roles-end").unstarted(() -> {
                    try {
                        roles.close();
                    } catch (IOException e) {
                        System.err.println("polymeter fleet: " + e.getMessage());
                    }
                }));
        return roles;
    }

    Path directory() {
        return directory;
    }

    /// A port that is free at the moment, and that nobody else here was given.
    synchronized int port() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (ports.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    /// Starts a role on this process's own class path.
    ///
    /// @param name of the process, and of its log
    Process start(String name, String... arguments) throws IOException {
        List<String> command = java(System.getProperty("java.class.path"), "io.polymeter.fleet.Main");
        command.addAll(List.of(arguments));
        return run(name, command);
    }

    /// Starts a front, which has a class path of its own.
    Process front(String name, String... arguments) throws IOException {
        String jars = System.getProperty(FRONT_JARS);
        if (jars == null) {
            throw new IOException("the front's jars are not known: start this with ./polymeter fleet");
        }
        List<String> command = java(jars + File.separator + "*", "io.polymeter.fleet.front.Main");
        command.addAll(List.of(arguments));
        return run(name, command);
    }

    private List<String> java(String classPath, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                // What it unpacks goes when the directory goes, however it ends.
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                classPath,
                main));
        return command;
    }

    private synchronized Process run(String name, List<String> command) throws IOException {
        if (closed) {
            throw new IOException("this is over");
        }
        ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(log(name));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(log)
                .redirectError(log)
                .start();
        processes.put(name, process);
        return process;
    }

    private File log(String name) {
        return directory.resolve(name + ".log").toFile();
    }

    /// Waits until a process listens.
    ///
    /// @throws IOException where it ends before, or takes too long; with its last words
    void reachable(String name, int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!isAlive(name)) {
                    throw new IOException(name + " has ended: " + lastWords(name), e);
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException(name + " does not answer at port " + port + ": " + lastWords(name), e);
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /// The end of what a process has said.
    String lastWords(String name) throws IOException {
        Path log = log(name).toPath();
        if (!Files.exists(log)) {
            return "it has said nothing";
        }
        String said = Files.readString(log).strip();
        return said.isEmpty() ? "it has said nothing" : said.substring((int) Math.max(0, said.length() - MAX_TOLD));
    }

    synchronized boolean isAlive(String name) {
        Process process = processes.get(name);
        return process != null && process.isAlive();
    }

    /// The most memory that a process has had, in megabytes; -1 where this machine does not say.
    long peak(String name) throws IOException {
        @Nullable Process process;
        synchronized (this) {
            process = processes.get(name);
        }
        Path status = Path.of("/proc/" + (process == null ? 0 : process.pid()) + "/status");
        if (!Files.exists(status)) {
            return -1;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return -1;
    }

    /// As by `kill -9`.
    void kill(String name) throws InterruptedException {
        @Nullable Process process;
        synchronized (this) {
            process = processes.remove(name);
        }
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /// As by SIGTERM.
    ///
    /// @throws IOException where it does not end within [#END]; it is killed then
    void stop(String name) throws IOException, InterruptedException {
        @Nullable Process process;
        synchronized (this) {
            process = processes.remove(name);
        }
        if (process != null) {
            process.destroy();
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(name + " does not end within " + END.toSeconds() + " s: " + lastWords(name));
            }
        }
    }

    /// Ends everything, the newest first, and deletes its files.
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        List<Process> newest = new ArrayList<>(processes.values()).reversed();
        newest.forEach(Process::destroy);
        for (Process process : newest) {
            try {
                if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                    var _ = process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                }
            } catch (InterruptedException _) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        new TemporaryFolder(directory).close();
    }
}
