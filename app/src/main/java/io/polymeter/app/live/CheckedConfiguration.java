package io.polymeter.app.live;

import io.polymeter.config.yaml.Problem;
import io.polymeter.runtime.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A configuration as far as it could be used.
///
/// @param problems errors and warnings by place
/// @param plan null where there are errors
public record CheckedConfiguration(
        List<Problem> problems, @Nullable Plan plan) {
    public CheckedConfiguration {
        problems = List.copyOf(problems);
    }

    /// Whether it has errors, in words.
    public String summary() {
        long errors = problems.stream().filter(Problem::isError).count();
        return errors == 0
                ? "the configuration has no errors"
                : errors == 1 ? "the configuration has 1 error" : "the configuration has " + errors + " errors";
    }
}
