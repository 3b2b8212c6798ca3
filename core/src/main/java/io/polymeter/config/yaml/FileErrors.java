package io.polymeter.config.yaml;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Words for a file that cannot be read.
final class FileErrors {

    private FileErrors() {}

    static String message(Path file, IOException fault) {
        if (Files.isDirectory(file)) {
            return "is a directory, not a file";
        }
        return switch (fault) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "may not be read by this user";
            default -> "cannot be read: " + fault.getMessage();
        };
    }
}
