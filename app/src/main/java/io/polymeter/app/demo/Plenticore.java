package io.polymeter.app.demo;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.transport.RtuMaster;
import io.polymeter.modbus.transport.SerialLine;
import io.polymeter.modbus.transport.SerialParameters;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An inverter that reads its energy meter on RS485: power five times a second, energy each second.
public final class Plenticore implements AutoCloseable {

    private static final Duration CYCLE = Duration.ofMillis(200);

    private final RtuMaster line;
    private final Thread thread;
    private volatile View view = new View(null, null, 0, 0, 0, "");

    /// What the inverter knows.
    ///
    /// @param power at the grid connection in watts, positive for import; null where the meter refuses or is
    ///     silent
    /// @param imported energy in Wh
    /// @param answered requests that were answered with data
    /// @param refused requests that were refused or not answered
    /// @param turnaroundNanos from the last byte sent to the whole answer, of the latest request
    /// @param trouble the latest refusal in words, empty after data
    public record View(
            @Nullable Double power,
            @Nullable Double imported,
            long answered,
            long refused,
            long turnaroundNanos,
            String trouble) {}

    private Plenticore(SerialLine cable) {
        SerialParameters parameters = new SerialParameters(38_400, SerialParameters.Parity.NONE, 2);
        line = new RtuMaster(cable, RtuMaster.Settings.of(parameters).withTimeout(Duration.ofMillis(300)));
        // A serial read holds its carrier: not on a virtual thread.
        thread = Thread.ofPlatform().daemon().name("plenticore").unstarted(this::work);
    }

    static Plenticore start(SerialLine cable) {
        Plenticore inverter = new Plenticore(cable);
        inverter.thread.start();
        return inverter;
    }

    View view() {
        return view;
    }

    private void work() {
        try {
            for (int cycle = 0; !Thread.interrupted(); cycle++) {
                Words power = read(0, 28);
                read(40, 106);
                Words energy = cycle % 5 == 0 ? read(512, 40) : null;
                View now = view;
                Double imported = now.imported();
                if (energy != null) {
                    imported = unsigned(energy, 2) / 10.0;
                }
                view = new View(
                        power == null ? null : (unsigned(power, 0) - unsigned(power, 2)) / 10.0,
                        imported,
                        now.answered(),
                        now.refused(),
                        now.turnaroundNanos(),
                        now.trouble());
                Thread.sleep(CYCLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            trouble("the cable is gone");
        }
    }

    private @Nullable Words read(int address, int count) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try {
            Response response = line.send(1, new Request.ReadHoldingRegisters(address, count));
            if (response instanceof Response.ReadRegisters(int _, Words words)) {
                View now = view;
                view = new View(
                        now.power(), now.imported(), now.answered() + 1, now.refused(), System.nanoTime() - start, "");
                return words;
            }
            trouble(
                    response instanceof Response.Refusal refusal
                            ? "exception " + refusal.code().code() + " for registers from " + address
                            : "an unusable answer");
        } catch (io.polymeter.modbus.transport.NoResponseException e) {
            trouble("no answer");
        }
        return null;
    }

    private void trouble(String words) {
        View now = view;
        view = new View(null, now.imported(), now.answered(), now.refused() + 1, now.turnaroundNanos(), words);
    }

    private static long unsigned(Words words, int at) {
        return (long) words.get(at) << 16 | words.get(at + 1);
    }

    @Override
    public void close() {
        thread.interrupt();
        line.close();
    }
}
