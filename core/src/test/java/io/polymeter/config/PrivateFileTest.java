package io.polymeter.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {

    @TempDir
    Path directory;

    @Test
    void aSecretIsReadableByItsOwnerAlone() throws IOException {
        Path file = directory.resolve("a/b/secret");
        PrivateFile.write(file, new byte[] {1, 2, 3});
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PrivateFile.isOpen(file)).isFalse();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(PrivateFile.isOpen(file)).isTrue();
        assertThat(PrivateFile.isOpen(directory.resolve("none"))).isFalse();
    }

    @Test
    void whatIsReplacedIsReplacedAsAWholeAndNothingIsLeftBehind() throws IOException {
        Path file = directory.resolve("secret");
        Files.writeString(directory.resolve(".secret.new"), "of a run that was cut off");
        PrivateFile.write(file, "one".getBytes(UTF_8));
        PrivateFile.write(file, "two".getBytes(UTF_8));
        assertThat(file).hasContent("two");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whereItCannotBeWrittenNothingIsLeftBehind() throws IOException {
        Path occupied = directory.resolve("secret");
        Files.createDirectories(occupied.resolve("child"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> PrivateFile.write(occupied, new byte[1]));
        assertThat(Files.exists(directory.resolve(".secret.new"))).isFalse();
    }
}
