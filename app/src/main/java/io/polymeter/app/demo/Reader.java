package io.polymeter.app.demo;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A device in the house that reads the energy meter and would act on what it sees.
final class Reader implements AutoCloseable {

    private final Habit habit;
    private final Opener opener;
    private final Thread thread;
    private volatile @Nullable ModbusClient client;
    private volatile boolean closed;
    // Written by the thread of the device alone.
    private volatile View view;

    /// What a device knows.
    ///
    /// @param name of the device, for people
    /// @param output the output it reads
    /// @param power at the grid connection in watts, positive for import; null where the meter refuses or is
    ///     silent
    /// @param answered requests that were answered with data
    /// @param refused requests that were refused or not answered
    /// @param turnaroundNanos from the request to the whole answer, of the latest one
    /// @param trouble the latest refusal in words, empty after a power was read
    public record View(
            String name,
            String output,
            @Nullable Double power,
            long answered,
            long refused,
            long turnaroundNanos,
            String trouble) {

        private View answered(long nanos) {
            return new View(name, output, power, answered + 1, refused, nanos, trouble);
        }

        private View refused(String why) {
            return new View(name, output, power, answered, refused + 1, turnaroundNanos, why);
        }

        private View seeing(double watts) {
            return new View(name, output, watts, answered, refused, turnaroundNanos, "");
        }

        private View blind(String why) {
            return new View(name, output, null, answered, refused, turnaroundNanos, why);
        }
    }

    /// What a device reads and how often.
    ///
    /// @param unit the unit id it asks
    /// @param reads in each cycle; the first one has the power
    /// @param power takes it from the first read, in watts
    /// @param acts what it does with a power
    record Habit(
            String name,
            String output,
            int unit,
            List<Read> reads,
            ToDoubleFunction<Words> power,
            Duration cycle,
            DoubleConsumer acts) {

        /// One that looks and does nothing.
        Habit(String name, String output, int unit, List<Read> reads, ToDoubleFunction<Words> power, Duration cycle) {
            this(name, output, unit, reads, power, cycle, _ -> {});
        }

        Habit acting(DoubleConsumer acts) {
            return new Habit(name, output, unit, reads, power, cycle, acts);
        }
    }

    /// One read.
    ///
    /// @param every so many cycles
    record Read(int address, int count, int every) {}

    /// Connects to the meter.
    interface Opener {
        ModbusClient open() throws IOException, InterruptedException;
    }

    private Reader(Habit habit, Opener opener, Thread.Builder threads) {
        this.habit = habit;
        this.opener = opener;
        this.view = new View(habit.name(), habit.output(), null, 0, 0, 0, "");
        this.thread = threads.name("demo-" + habit.output()).unstarted(this::work);
    }

    /// Begins to read over TCP or TLS.
    static Reader network(Habit habit, Opener opener) {
        return new Reader(habit, opener, Thread.ofVirtual()).begin();
    }

    /// Begins to read on a serial line. A serial read holds its carrier: not on a virtual thread.
    static Reader serial(Habit habit, ModbusClient line) {
        return new Reader(habit, () -> line, Thread.ofPlatform().daemon()).begin();
    }

    private Reader begin() {
        thread.start();
        return this;
    }

    /// What it knows now.
    View view() {
        return view;
    }

    private void work() {
        try {
            for (int cycle = 0; !closed; cycle++) {
                cycle(cycle);
                Ticker.SYSTEM.sleep(habit.cycle());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cycle(int cycle) throws InterruptedException {
        for (int i = 0; i < habit.reads().size(); i++) {
            Read read = habit.reads().get(i);
            if (cycle % read.every() != 0) {
                continue;
            }
            Words words = ask(read);
            if (i == 0) {
                power(words);
            }
        }
    }

    private @Nullable Words ask(Read read) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Response response =
                    open().send(habit.unit(), new Request.ReadHoldingRegisters(read.address(), read.count()));
            if (response instanceof Response.ReadRegisters(int _, Words words) && words.count() == read.count()) {
                view = view.answered(System.nanoTime() - start);
                return words;
            }
            view = view.refused(
                    response instanceof Response.Refusal refusal
                            ? "refused with exception " + refusal.code().code()
                            : "an unusable answer");
        } catch (NoResponseException _) {
            view = view.refused("no answer");
        } catch (IOException e) {
            view = view.refused(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private ModbusClient open() throws IOException, InterruptedException {
        ModbusClient open = client;
        if (open == null) {
            open = opener.open();
            client = open;
        }
        return open;
    }

    private void power(@Nullable Words words) {
        if (words == null) {
            view = view.blind(view.trouble());
            return;
        }
        double watts = habit.power().applyAsDouble(words);
        view = Double.isNaN(watts) ? view.blind("not measured") : view.seeing(watts);
        if (!Double.isNaN(watts)) {
            habit.acts().accept(watts);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        ModbusClient open = client;
        if (open != null) {
            open.close();
        }
    }
}
