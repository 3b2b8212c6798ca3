package io.polymeter.app.api;

import io.polymeter.config.yaml.Problem;
import io.polymeter.json.JsonObject;
import io.polymeter.runtime.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is wrong with a configuration and what each link will do, for programs.
public final class CheckJson {

    private static final String BEFORE_HINT = "; ";

    private CheckJson() {}

    /// All problems, and the links where there is a plan.
    ///
    /// @param plan null where there are errors
    public static JsonObject of(List<Problem> problems, @Nullable Plan plan) {
        return new JsonObject()
                .put("errors", problems.stream().filter(Problem::isError).toList(), CheckJson::problem)
                .put(
                        "warnings",
                        problems.stream().filter(problem -> !problem.isError()).toList(),
                        CheckJson::problem)
                .put("links", plan == null ? List.of() : plan.describe(), CheckJson::link);
    }

    /// The same where no file could be looked at.
    ///
    /// @param file the file that was looked for
    /// @param message why
    public static JsonObject failed(String file, String message) {
        return new JsonObject()
                .put("errors", List.of(message), text -> place(file, 1, 1, text))
                .put("warnings", List.of())
                .put("links", List.of());
    }

    private static JsonObject problem(Problem problem) {
        String path = problem.path();
        return place(
                        problem.file(),
                        problem.line(),
                        problem.column(),
                        path.isEmpty() ? problem.message() : path + ": " + problem.message())
                .put("path", path)
                .put("code", problem.said().code())
                .put("params", problem.said().params());
    }

    /// What follows the last semicolon of a message is what to do about it.
    private static JsonObject place(String file, int line, int column, String text) {
        int end = text.lastIndexOf(BEFORE_HINT);
        return new JsonObject()
                .put("file", file)
                .put("line", line)
                .put("column", column)
                .put("message", end < 0 ? text : text.substring(0, end))
                .put("hint", end < 0 ? null : text.substring(end + BEFORE_HINT.length()));
    }

    /// A description begins with `meter NAME` or `output NAME`.
    private static JsonObject link(String description) {
        String[] words = description.split(" ", 3);
        boolean named = words.length == 3 && (words[0].equals("meter") || words[0].equals("output"));
        return new JsonObject().put("name", words[named ? 1 : 0]).put("does", description);
    }
}
