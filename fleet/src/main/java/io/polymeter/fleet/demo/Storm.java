package io.polymeter.fleet.demo;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// Something that a fleet has to stand: tells its figures, and whether each is as it has to be. For one thread.
abstract class Storm {

    private final StormTerms terms;
    private final Consumer<String> say;
    private boolean held = true;

    /// @param say gets a line for each figure
    Storm(StormTerms terms, Consumer<String> say) {
        this.terms = terms;
        this.say = say;
    }

    /// What happens.
    abstract void course() throws IOException, InterruptedException, ExecutionException;

    /// Runs it.
    ///
    /// @return whether all is as it has to be
    final boolean run() throws IOException, InterruptedException, ExecutionException {
        course();
        return held;
    }

    final StormTerms terms() {
        return terms;
    }

    final Consumer<String> listener() {
        return say;
    }

    /// A figure that is neither right nor wrong.
    @SuppressWarnings("AnnotateFormatMethod") // an annotation of a library that this does not need
    final void say(String line, Object... values) {
        say.accept(String.format(Locale.ROOT, line, values));
    }

    /// A figure that is right or wrong.
    @SuppressWarnings("AnnotateFormatMethod") // the same
    final void must(boolean right, String line, Object... values) {
        held &= right;
        say.accept(String.format(Locale.ROOT, line, values) + (right ? "" : ": WRONG"));
    }

    /// A time that may not be longer than asked.
    ///
    /// @param seconds measured
    final void within(double asked, double seconds, String what) {
        held &= seconds <= asked;
        say.accept(String.format(
                Locale.ROOT, "%s %.1f s (%.0f s asked)%s", what, seconds, asked, seconds <= asked ? "" : ": MISSED"));
    }

    /// Seconds since a moment of [System#nanoTime].
    static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
