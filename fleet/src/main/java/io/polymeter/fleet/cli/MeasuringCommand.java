package io.polymeter.fleet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that measures: it prints each figure as soon as it is known, and ends with 1 where one is wrong.
abstract class MeasuringCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    /// Measures.
    ///
    /// @param say prints a line
    /// @return whether all is as it has to be
    abstract boolean measure(Consumer<String> say) throws IOException, InterruptedException, ExecutionException;

    /// Refuses options that mean nothing.
    abstract void check();

    @Override
    public final Integer call() throws Exception {
        check();
        RoleOptions.log();
        PrintWriter out = spec.commandLine().getOut();
        boolean held = measure(line -> {
            out.println(line);
            out.flush();
        });
        out.println(held ? "held" : "NOT HELD");
        out.flush();
        return held ? 0 : 1;
    }
}
