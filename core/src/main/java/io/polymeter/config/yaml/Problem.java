package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.util.Comparator;

/// One thing that is wrong with a file, for a person to act on.
///
/// @param path the key's path, e.g. `meters.grid.modbus.poll`; empty when the file as a whole is meant
public record Problem(Severity severity, String file, Position position, String path, Message said) {

    /// By file, then by place in it, errors first.
    static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
            .thenComparing(Problem::position)
            .thenComparing(Problem::severity)
            .thenComparing(Problem::message);

    /// An error keeps the configuration from being used, a warning does not.
    public enum Severity {
        ERROR,
        WARNING
    }

    /// What is wrong, and what to do.
    public String message() {
        return said.text();
    }

    public int line() {
        return position.line();
    }

    public int column() {
        return position.column();
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// `FILE:LINE:COLUMN: PATH: MESSAGE`, as editors and terminals link it.
    @Override
    public String toString() {
        return file + ":" + line() + ":" + column() + ": " + (isError() ? "" : "warning: ")
                + (path.isEmpty() ? "" : path + ": ") + said;
    }
}
