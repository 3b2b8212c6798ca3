package io.polymeter.app.live;

import io.polymeter.config.PrivateFile;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every configuration that ran: a file each below `configurations` in the state directory, named by when it began.
/// They may hold passwords, so only their owner may read them.
public final class VersionStore {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.configuration");
    private static final String LATEST = "latest";
    private static final int KEPT = 200;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;

    /// @param state the state directory
    public VersionStore(Path state) {
        this.directory = state.resolve("configurations");
    }

    /// One configuration.
    ///
    /// @param id by which it is asked for
    public record Version(String id, Instant began) {}

    /// The newest first.
    public List<Version> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Version> versions = new ArrayList<>();
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z\\.yaml")) {
                    String id = name.substring(0, name.length() - ".yaml".length());
                    versions.add(new Version(id, Instant.from(NAME.parse(id))));
                }
            }
            versions.sort(Comparator.comparing(Version::began).reversed());
            return versions;
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    /// The text of a version, or of the `latest`; null where there is none of this name.
    public byte @Nullable [] read(String id) throws IOException {
        List<Version> known = list();
        for (Version version : known) {
            if (version.id().equals(id) || id.equals(LATEST) && version == known.getFirst()) {
                return Files.readAllBytes(file(version.id()));
            }
        }
        return null;
    }

    /// Keeps a text, unless it is the one that was kept last. Failing is told in the log alone: what runs goes first.
    synchronized void keep(byte[] text) {
        try {
            List<Version> known = list();
            if (!known.isEmpty()
                    && Arrays.equals(
                            text, Files.readAllBytes(file(known.getFirst().id())))) {
                return;
            }
            PrivateFile.write(file(NAME.format(Instant.now())), text);
            for (Version old : known.stream().skip(KEPT - 1L).toList()) {
                Files.deleteIfExists(file(old.id()));
            }
        } catch (IOException e) {
            LOG.warn("this version of the configuration is not kept: {}", FileFailure.message(e));
        }
    }

    private Path file(String id) {
        return directory.resolve(id + ".yaml");
    }
}
