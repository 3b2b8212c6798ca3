package io.polymeter.app.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// What is in a state directory: names, sizes, dates and who may read it; of the contents nothing.
public final class StateListing {

    private static final int DEEPEST = 3;
    private static final int MAX = 1_000;

    private StateListing() {}

    /// A line for each file.
    public static String of(Path state) {
        StringBuilder out = new StringBuilder(state + "\n");
        try (Stream<Path> files = Files.walk(state, DEEPEST)) {
            List<Path> sorted = files.limit(MAX).sorted().toList();
            for (Path file : sorted) {
                out.append(line(state, file)).append('\n');
            }
        } catch (IOException | UncheckedIOException e) {
            out.append("cannot be read: ").append(e.getMessage()).append('\n');
        }
        return out.toString();
    }

    private static String line(Path state, Path file) {
        try {
            BasicFileAttributes about =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return "%s %12d %s %s"
                    .formatted(mode(file), about.size(), about.lastModifiedTime(), state.relativize(file));
        } catch (IOException e) {
            return "? " + state.relativize(file) + ": " + e.getMessage();
        }
    }

    private static String mode(Path file) throws IOException {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (UnsupportedOperationException _) {
            return "?";
        }
    }
}
