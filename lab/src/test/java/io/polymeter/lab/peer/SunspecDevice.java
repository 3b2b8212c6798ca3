package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;

/// A SunSpec device that others have written, see `peers/python/sunspec_device.py`.
public final class SunspecDevice implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    /// How often its measurements were read since this was last asked.
    ///
    /// @param median milliseconds between two reads
    /// @param most the longest time between two
    public record Gaps(int count, int median, int most) {}

    private SunspecDevice(Process process) {
        this.process = process;
        this.out = process.inputReader();
        this.in = process.outputWriter();
    }

    /// Where its chain stands.
    ///
    /// @param common the length of the common model
    public record Chain(int unit, int base, int common) {}

    /// Starts one.
    ///
    /// @param kind `inverter` or `meter`
    public static SunspecDevice start(String kind, int port, Chain chain) throws IOException {
        SunspecDevice device = new SunspecDevice(new ProcessBuilder(List.of(
                        "/usr/bin/python3",
                        Checkouts.path("lab/peers/python/sunspec_device.py").toString(),
                        "127.0.0.1",
                        String.valueOf(port),
                        String.valueOf(chain.unit()),
                        String.valueOf(chain.base()),
                        String.valueOf(chain.common()),
                        kind))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        assertThat(device.out.readLine()).isEqualTo("ready");
        return device;
    }

    public Gaps gaps() throws IOException {
        in.write("gaps\n");
        in.flush();
        String[] words = String.valueOf(out.readLine()).split(" ", -1);
        return new Gaps(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }

    /// Stops answering, with its connections open.
    public void freeze() throws IOException {
        assertThat(Outcome.of(List.of("kill", "-STOP", String.valueOf(process.pid())))
                        .exit())
                .isZero();
    }

    /// Is gone, with its connections.
    public void die() {
        process.destroyForcibly();
        assertThat(Outcome.ends(process, Duration.ofSeconds(5))).isTrue();
    }

    @Override
    public void close() {
        die();
    }
}
