package io.polymeter.runtime;

import io.polymeter.message.Message;
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
        return said(failure).text();
    }

    /// The same as a message with its code.
    public static Message said(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied ->
                Message.of(
                        "file-denied",
                        "{file} may not be used by user {user}",
                        denied.getFile(),
                        System.getProperty("user.name"));
            case NoSuchFileException missing -> Message.of("file-missing", "there is no {file}", missing.getFile());
            case FileAlreadyExistsException other ->
                Message.of("file-in-the-way", "{file} is in the way", other.getFile());
            case FileSystemException other
            when other.getReason() == null -> Message.of("file-unusable", "{file} cannot be used", other.getFile());
            default -> Message.of(failure);
        };
    }
}
