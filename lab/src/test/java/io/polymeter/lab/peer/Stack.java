package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Modbus as others have written it. All peers in `lab/peers` share one command line, described in
/// `python/peer.py`.
public enum Stack {
    LIBMODBUS,
    PYMODBUS,
    MODBUS_SERIAL,
    JSMODBUS;

    private static @Nullable Path compiled;

    /// A stack at work as a server, or as a meter that pushes.
    public record Running(Process process, BufferedReader out, Writer in) implements AutoCloseable {

        /// Has a pymodbus server refuse every read with this exception code from now on; 0 ends it.
        public void refuse(int code) throws IOException {
            assertThat(ask("refuse " + code)).isEqualTo("refusing " + code);
        }

        /// The same for every write.
        public void refuseWrites(int code) throws IOException {
            assertThat(ask("refuse-writes " + code)).isEqualTo("refusing " + code);
        }

        /// What was written to a pymodbus server since this was last asked, in order: `1:41168:0001`
        /// each, unit, address and words.
        public List<String> written() throws IOException {
            String told = ask("written");
            return told.isEmpty() ? List.of() : List.of(told.split(" ", -1));
        }

        private String ask(String order) throws IOException {
            in.write(order + "\n");
            in.flush();
            return String.valueOf(out.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly();
            assertThat(Outcome.ends(process, Duration.ofSeconds(5))).isTrue();
        }
    }

    /// Carries out operations one after the other, on one connection; one line of answer for each.
    public List<String> client(String endpoint, int unit, String... operations) throws IOException {
        Outcome outcome = Outcome.of(command("client", endpoint, unit, operations));
        assertThat(outcome.exit()).as("%s: %s", this, outcome).isZero();
        return outcome.out().lines().toList();
    }

    /// Serves registers until it is closed.
    public Running server(String endpoint, int unit, String... registers) throws IOException {
        return start(command("server", endpoint, unit, registers));
    }

    /// The same for several units at once, each with registers of its own; pymodbus alone can.
    public static Running servers(String endpoint, int first, int last, String... registers) throws IOException {
        List<String> words = new ArrayList<>(PYMODBUS.command("server", endpoint, first));
        words.set(words.size() - 1, first + "-" + last);
        words.addAll(List.of(registers));
        return start(words);
    }

    /// Plays a meter that pushes registers 0 to 147 five times a second, each word exclusive-or `salt`. Has pushed
    /// them all once when this returns.
    public static Running push(String endpoint, int unit, int salt) throws IOException {
        return start(PYMODBUS.command("push", endpoint, unit, "0.2", String.valueOf(salt)));
    }

    private static Running start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).as("%s", command).isEqualTo("ready");
        return new Running(process, out, process.outputWriter());
    }

    public List<String> command(String role, String endpoint, int unit, String... rest) throws IOException {
        List<String> words = new ArrayList<>(
                switch (this) {
                    case LIBMODBUS -> List.of(compiled().toString());
                    // Debian's own, whichever other one comes first on the path.
                    case PYMODBUS -> List.of("/usr/bin/python3", peer("python/peer.py"));
                    case MODBUS_SERIAL -> List.of("node", peer("node/modbus-serial.js"));
                    case JSMODBUS -> List.of("node", peer("node/jsmodbus.js"));
                });
        words.addAll(List.of(role, endpoint, String.valueOf(unit)));
        words.addAll(List.of(rest));
        return words;
    }

    private static String peer(String name) {
        return Checkouts.path("lab/peers/" + name).toString();
    }

    private static synchronized Path compiled() throws IOException {
        Path program = compiled;
        if (program == null) {
            Path directory = Files.createDirectories(Checkouts.path("lab/target/peers"));
            program = directory.resolve("peer");
            Outcome outcome = Outcome.of(List.of(
                    "cc",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-O2",
                    "-I/usr/include/modbus",
                    "-o",
                    program.toString(),
                    peer("c/peer.c"),
                    "-lmodbus"));
            assertThat(outcome.exit()).as("%s", outcome).isZero();
            compiled = program;
        }
        return program;
    }
}
