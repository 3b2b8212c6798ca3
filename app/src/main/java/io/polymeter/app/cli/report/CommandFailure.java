package io.polymeter.app.cli.report;

import io.polymeter.runtime.FileFailure;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A command that cannot go on, in words a person can act on.
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// The exit code of something that was tried and failed.
    public static final int FAILED = 1;
    /// The exit code of wrong usage or configuration.
    public static final int USAGE = 2;

    private final int exitCode;

    private CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// Something was tried and failed: exit 1.
    public static CommandFailure failed(String message) {
        return new CommandFailure(FAILED, message, null);
    }

    /// Something was tried and failed because of `cause`: exit 1.
    public static CommandFailure failed(String message, Throwable cause) {
        return new CommandFailure(FAILED, message, cause);
    }

    /// Wrong usage or configuration: exit 2.
    public static CommandFailure usage(String message) {
        return new CommandFailure(USAGE, message, null);
    }

    /// The process's exit code.
    public int exitCode() {
        return exitCode;
    }

    /// What any exception says to a person: its message, or its kind where it has none.
    public static String words(Throwable error) {
        if (error instanceof FileSystemException file) {
            return FileFailure.message(file);
        }
        String message = error.getMessage();
        if (message != null && !message.isBlank()) {
            return message;
        }
        String kind = error.getClass().getSimpleName().replaceAll("(Exception|Error)$", "");
        return kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
