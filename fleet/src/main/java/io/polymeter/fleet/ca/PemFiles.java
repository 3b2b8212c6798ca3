package io.polymeter.fleet.ca;

import io.polymeter.trust.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Keys and certificates as gateways read them.
public final class PemFiles {

    private PemFiles() {}

    /// Writes `client.pem`, `client.key` and, to be trusted, `fleet.pem`.
    public static void write(Path directory, Authority.Identity identity) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("client.pem"), Pem.text(identity.chain()));
        Files.writeString(
                directory.resolve("fleet.pem"),
                Pem.text(List.of(identity.chain().getLast())));
        Path key = directory.resolve("client.key");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, Pem.block("PRIVATE KEY", identity.key().getEncoded()));
    }
}
