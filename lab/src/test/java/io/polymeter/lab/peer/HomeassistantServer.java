package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;

/// `lab/peers/node/homeassistant.js`: a Home Assistant on a port of this machine, which does as it is told.
public final class HomeassistantServer implements AutoCloseable {

    public static final String TOKEN = "long-lived-token";

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    public HomeassistantServer(int port) throws IOException {
        String peer = Checkouts.path("lab/peers/node/homeassistant.js").toString();
        process = new ProcessBuilder(List.of("node", peer, String.valueOf(port), TOKEN))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
        in = process.outputWriter();
        assertThat(out.readLine()).isEqualTo("ready");
    }

    /// Gives an order, as the peer's first lines list them, and has its answer.
    public synchronized String tell(String order) throws IOException {
        in.write(order + "\n");
        in.flush();
        return String.valueOf(out.readLine());
    }

    /// How many listen to its events.
    public int listeners() throws IOException {
        return Integer.parseInt(tell("listeners"));
    }

    /// Kills it.
    @Override
    public void close() {
        process.destroyForcibly();
        assertThat(Outcome.ends(process, Duration.ofSeconds(5))).isTrue();
    }
}
