package io.polymeter.app.support;

import io.polymeter.config.yaml.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// The texts of a bug report in one ZIP file. Each is cleaned of secrets, whoever wrote it.
public final class SupportArchive {

    private final Map<String, String> texts = new LinkedHashMap<>();

    /// Adds a text.
    ///
    /// @param name of the file in the archive
    public SupportArchive add(String name, String text) {
        texts.put(name, text);
        return this;
    }

    /// The names of all that is in it.
    public Set<String> names() {
        return Set.copyOf(texts.keySet());
    }

    /// Writes it to a file that is not there yet, and that nobody but its owner may read.
    ///
    /// @throws IOException where there is one already, or it cannot be written; then nothing is left
    public void write(Path file) throws IOException {
        boolean posix = Files.getFileStore(directory(file)).supportsFileAttributeView("posix");
        if (posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                zip.putNextEntry(new ZipEntry(text.getKey()));
                zip.write(Redaction.clean(text.getValue()).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static Path directory(Path file) {
        @Nullable Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }
}
