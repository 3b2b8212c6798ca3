package io.polymeter.lab.world;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// Many worlds, one seed each: `Sweep --seeds 200 --hours 24 --first 1`; with `--sloppy` meters whose replies deviate.
public final class Sweep {

    private Sweep() {}

    /// Lives through them, and says what it found.
    ///
    /// @param arguments `--seeds N`, `--hours H` of each world, `--seconds S` instead, `--first F`
    public static void main(String[] arguments) {
        long seeds = option(arguments, "--seeds", 1);
        long first = option(arguments, "--first", 1);
        Duration length = Duration.ofSeconds(option(arguments, "--seconds", 3600 * option(arguments, "--hours", 24)));
        if (List.of(arguments).contains("--sloppy")) {
            sloppy(first, seeds, length, System.out);
        } else {
            run(first, seeds, length, System.out);
        }
    }

    private static void sloppy(long first, long seeds, Duration length, PrintStream out) {
        LongStream.range(first, first + seeds).parallel().forEach(seed -> {
            SloppyWorld.Seen seen = SloppyWorld.run(seed, length);
            out.printf(
                    "seed %d held for %s: %d faults, %d of them looked up in log and API, %d values and %d served ones judged, %d lines logged%n",
                    seed, length, seen.faults(), seen.named(), seen.values(), seen.served(), seen.lines());
        });
    }

    private static long option(String[] arguments, String name, long otherwise) {
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals(name)) {
                return Long.parseLong(arguments[i + 1]);
            }
        }
        return otherwise;
    }

    /// Runs worlds on all processors and says what came of it.
    ///
    /// @param first the first seed
    /// @param seeds how many
    /// @param length of each world
    /// @throws Violation of a world that did not hold
    public static void run(long first, long seeds, Duration length, PrintStream out) {
        long began = System.nanoTime();
        AtomicLong events = new AtomicLong();
        AtomicLong answers = new AtomicLong();
        LongStream.range(first, first + seeds).parallel().forEach(seed -> {
            Outcome outcome = World.run(Scenario.seeded(seed, length));
            events.addAndGet(outcome.events());
            answers.addAndGet(outcome.answers().all());
        });
        out.printf(
                "%d worlds of %s held: %d events, %d answers judged, %.1f s%n",
                seeds, length, events.get(), answers.get(), (System.nanoTime() - began) / 1e9);
    }
}
