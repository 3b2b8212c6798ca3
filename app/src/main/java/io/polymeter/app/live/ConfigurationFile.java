package io.polymeter.app.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file and the one before it. Whoever reads sees the old or the new one, whole, even after a power cut.
public final class ConfigurationFile {

    private final Path path;

    /// @param path of the file, which may be a link
    public ConfigurationFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    byte[] read() throws IOException {
        return Files.readAllBytes(path);
    }

    /// The one before; null where there is none.
    byte @Nullable [] previous() throws IOException {
        try {
            return Files.readAllBytes(beside(".previous"));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /// Puts `text` in the file's place and keeps what was there.
    public void replace(byte[] text) throws IOException {
        write(beside(".previous"), read());
        write(target(), text);
    }

    /// Something that is equal as long as nobody has written the file; null while there is none.
    @Nullable
    Object stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return List.of(key == null ? path : key, attributes.lastModifiedTime(), attributes.size());
        } catch (IOException _) {
            return null;
        }
    }

    /// A link stays one: what it leads to is replaced.
    private Path target() throws IOException {
        return path.toRealPath();
    }

    private Path beside(String ending) throws IOException {
        Path target = target();
        return target.resolveSibling(target.getFileName() + ending);
    }

    private void write(Path file, byte[] text) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            // It may hold passwords: nobody else may read it, not even for a moment.
            Files.createFile(fresh, java.nio.file.attribute.PosixFilePermissions.asFileAttribute(Set.of()));
            likeTheFile(fresh);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap(text);
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void likeTheFile(Path fresh) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(target(), PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        try {
            view.setGroup(wanted.group());
            view.setOwner(wanted.owner());
        } catch (IOException _) {
            // Only an administrator may give files away.
        }
        view.setPermissions(wanted.permissions());
    }
}
