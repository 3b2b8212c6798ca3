package io.polymeter.app.live;

import io.polymeter.config.yaml.Problem;
import io.polymeter.message.Message;
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
    public Message summary() {
        long errors = problems.stream().filter(Problem::isError).count();
        return errors == 0
                ? Message.of("configuration-no-errors", "the configuration has no errors")
                : errors == 1
                        ? Message.of("configuration-1-error", "the configuration has 1 error")
                        : Message.of("configuration-errors-2", "the configuration has {errors} errors", errors);
    }
}
