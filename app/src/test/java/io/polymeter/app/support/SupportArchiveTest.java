package io.polymeter.app.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.config.yaml.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive of a bug report.
class SupportArchiveTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void whatIsSecretIsNotInItAndItIsItsOwnersAlone() throws IOException {
        Secret secret = new Secret("a-very-secret-word-of-this-test");
        Path file = directory.resolve("bug.zip");
        SupportArchive archive = new SupportArchive().add("log.txt", "said a-very-secret-word-of-this-test to all");
        archive.write(file);
        assertThat(archive.names()).containsExactly("log.txt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String text =
                    new String(zip.getInputStream(zip.getEntry("log.txt")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).startsWith("said ").endsWith(" to all").doesNotContain("a-very-secret");
        }
        assertThat(secret.toString()).doesNotContain("a-very-secret");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> archive.write(file));
    }

    @Test
    void theListingNamesFilesAndNotTheirContents() throws IOException {
        Files.createDirectories(directory.resolve("a/b/c/d"));
        Files.writeString(directory.resolve("a/secrets"), "never shown");
        Files.createSymbolicLink(directory.resolve("a/link"), Path.of("/nowhere"));
        String listing = StateListing.of(directory);
        assertThat(listing).contains("a/secrets", " 11 ", "a/b/c", "a/link").doesNotContain("never shown", "a/b/c/d");
        assertThat(StateListing.of(directory.resolve("none"))).contains("cannot be read");
    }
}
