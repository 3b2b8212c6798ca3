package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A private bus, run by the reference dbus-daemon, which can be killed and started again at its place.
///
/// Its rules are a GX device's as far as these tests go: everybody may own every name and call everybody.
public final class DbusDaemon implements AutoCloseable {

    private final Path directory;
    private final List<String> addresses;
    private @Nullable Process process;

    /// A bus with a socket in this directory.
    ///
    /// @param more addresses beside that
    public DbusDaemon(Path directory, String... more) throws IOException {
        this.directory = directory;
        this.addresses = new ArrayList<>(List.of("unix:path=" + directory.resolve("bus")));
        this.addresses.addAll(List.of(more));
        StringBuilder listen = new StringBuilder();
        addresses.forEach(address -> listen.append("<listen>").append(address).append("</listen>\n"));
        Files.writeString(directory.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                <type>session</type>
                %s<auth>EXTERNAL</auth>
                <auth>ANONYMOUS</auth>
                <allow_anonymous/>
                <policy context="default">
                  <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/>
                </policy>
                </busconfig>
                """.formatted(listen));
        start();
    }

    /// Where it is.
    public String address() {
        return addresses.getFirst();
    }

    /// Starts it.
    public void start() throws IOException {
        Files.deleteIfExists(directory.resolve("bus"));
        process = new ProcessBuilder(
                        "dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + directory.resolve("bus.conf"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("dbus.log").toFile()))
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            assertThat(process != null && process.isAlive())
                    .as(Files.readString(directory.resolve("dbus.log")))
                    .isTrue();
            return Files.exists(directory.resolve("bus"));
        });
    }

    /// Ends it as a power failure does.
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            assertThat(Outcome.ends(process, Duration.ofSeconds(10))).isTrue();
        }
    }

    /// A program on it, one of `lab/peers/python/victron.py`, to its end.
    public List<String> ask(String role, String... arguments) throws IOException {
        Outcome outcome = Outcome.of(command(role, arguments));
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        return outcome.out().lines().toList();
    }

    /// One path's value as JSON; the name of the error where there is one.
    public String value(String service, String path) throws IOException {
        String[] fields = ask("read", service, path).getFirst().split("\t", -1);
        return fields.length == 2 ? fields[1] : fields[2];
    }

    /// A program on it that stays.
    public DbusProgram program(String role, String... arguments) throws IOException {
        return new DbusProgram(new ProcessBuilder(command(role, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private List<String> command(String role, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                // Debian's own, whichever other one comes first on the path.
                                "/usr/bin/python3",
                                Checkouts.path("lab/peers/python/victron.py").toString(),
                                role,
                                address()),
                        Stream.of(arguments))
                .toList();
    }

    @Override
    public void close() {
        kill();
    }
}
