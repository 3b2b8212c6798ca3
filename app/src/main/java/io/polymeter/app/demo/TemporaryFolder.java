package io.polymeter.app.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A directory that nobody else may enter, and that goes with all that is in it.
public record TemporaryFolder(Path path) implements AutoCloseable {

    /// Makes one in the machine's place for temporary files.
    ///
    /// @param purpose stands in its name, e.g. `demo`
    public static TemporaryFolder make(String purpose) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory("polymeter-" + purpose + "-"));
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
