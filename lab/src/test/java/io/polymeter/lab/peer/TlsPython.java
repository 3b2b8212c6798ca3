package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One TLS connection of pymodbus over Python's ssl; see `lab/peers/python/tls.py`.
public final class TlsPython implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    public TlsPython(int port, TlsFiles files) throws IOException {
        process = new ProcessBuilder(List.of(
                        "/usr/bin/python3",
                        Checkouts.path("lab/peers/python/tls.py").toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
        in = process.outputWriter();
        assertThat(ask("connect " + port + " " + files.certificate() + " " + files.key()))
                .startsWith("connected TLSv1.");
    }

    /// Has it do something, and says what came of it.
    public String ask(String order) throws IOException {
        tell(order);
        return answer();
    }

    public void tell(String order) throws IOException {
        in.write(order + "\n");
        in.flush();
    }

    public String answer() throws IOException {
        return String.valueOf(out.readLine());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
    }
}
