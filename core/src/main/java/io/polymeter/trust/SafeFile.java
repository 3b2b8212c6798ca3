package io.polymeter.trust;

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
import org.jspecify.annotations.Nullable;

/// Replaces files so that whoever reads sees the old or the new one, whole, even after a power cut.
public final class SafeFile {

    private SafeFile() {}

    /// Writes beside the file, makes it durable, and puts it in its place.
    ///
    /// @param mode e.g. `rw-------`
    public static void replace(Path file, byte[] bytes, String mode) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        // One of a killed predecessor may have another mode or owner.
        Files.deleteIfExists(fresh);
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(permissions))) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        own(fresh, permissions);
        move(fresh, file);
    }

    /// Puts a finished file in its place.
    static void move(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /// Gives a file to whom its directory belongs: an administrator's command must not lock out the daemon's
    /// user.
    static void own(Path file, Set<PosixFilePermission> permissions) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        PosixFileAttributeView view = view(file);
        if (directory == null || view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(directory, PosixFileAttributes.class);
        PosixFileAttributes is = view.readAttributes();
        if (!is.owner().equals(wanted.owner())) {
            try {
                view.setOwner(wanted.owner());
                view.setGroup(wanted.group());
            } catch (IOException _) {
                // Only an administrator may; others share the directory through its group.
            }
        }
        view.setPermissions(permissions);
    }

    private static @Nullable PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }
}
