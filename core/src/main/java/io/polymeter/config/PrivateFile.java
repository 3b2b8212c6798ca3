package io.polymeter.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes files that nobody but their owner may read. Whoever reads sees the old or the new one, whole.
public final class PrivateFile {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /// Puts `bytes` in the file's place, and makes its directory where there is none.
    public static void write(Path file, byte[] bytes) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PRIVATE));
            keepOwner(fresh, file);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap(bytes);
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Whether there is such a file and others than its owner may read it.
    static boolean isOpen(Path file) {
        try {
            return Files.exists(file) && !PRIVATE.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    /// An administrator may write it for the user of the service, who owns the directory.
    private static void keepOwner(Path fresh, Path file) {
        try {
            Path like = Files.exists(file) ? file : file.toAbsolutePath().getParent();
            if (like != null) {
                PosixFileAttributes wanted = Files.readAttributes(like, PosixFileAttributes.class);
                PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
                view.setGroup(wanted.group());
                view.setOwner(wanted.owner());
            }
        } catch (IOException _) {
            // Only an administrator may give files away.
        }
    }
}
