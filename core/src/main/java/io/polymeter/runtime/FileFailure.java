package io.polymeter.runtime;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What the failure of a file says to a person: the message of such an exception is often no more than its name.
public final class FileFailure {

    private FileFailure() {}

    /// In words, without the name of an exception.
    public static String message(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied ->
                denied.getFile() + " may not be used by user " + System.getProperty("user.name");
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case FileAlreadyExistsException other -> other.getFile() + " is in the way";
            case FileSystemException other when other.getReason() == null -> other.getFile() + " cannot be used";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
