package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Words for a file that cannot be read.
final class FileErrors {

    private FileErrors() {}

    static Message message(Path file, IOException fault) {
        if (Files.isDirectory(file)) {
            return Message.of("is-directory", "is a directory, not a file");
        }
        return switch (fault) {
            case NoSuchFileException _ -> Message.of("no-such-file", "no such file");
            case AccessDeniedException _ -> Message.of("may-not-be-read", "may not be read by this user");
            default -> Message.of("cannot-be-read", "cannot be read: {why}", Message.of(fault));
        };
    }
}
