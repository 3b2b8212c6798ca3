package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Wiring;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A configuration file as far as it could be used.
///
/// @param plan null where there are errors
record LoadedConfiguration(
        Path file, List<Problem> problems, @Nullable Plan plan) {

    /// Reads and checks the file that is named, else the one in its usual place.
    ///
    /// @throws Failure with exit code 2 where there is none
    static LoadedConfiguration from(@Nullable Path named, Wiring wiring) {
        Path file = Configuration.find(named);
        if (file == null) {
            throw CommandFailure.usage(Configuration.notFound());
        }
        Configuration configuration = Configuration.load(file, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        return new LoadedConfiguration(file, configuration.problems().sorted(), plan);
    }

    /// The plan.
    ///
    /// @throws Failure with exit code 2 that tells all errors
    Plan planOrFail() {
        if (plan == null) {
            throw CommandFailure.usage(summary() + "\n" + lines());
        }
        return plan;
    }

    /// All problems, one line each.
    String lines() {
        return String.join("\n", problems.stream().map(Problem::toString).toList());
    }

    String summary() {
        long errors = problems.stream().filter(Problem::isError).count();
        return errors == 1 ? "the configuration has 1 error" : "the configuration has " + errors + " errors";
    }
}
