package io.polymeter.lab.fuzz;

import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.CertificateTable;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// Any bytes as the table of certificates: nobody is accepted by what is not understood.
public final class TrustTarget {

    private static final Path DIRECTORY = directory();

    private TrustTarget() {}

    private static Path directory() {
        try {
            return Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Files.write(DIRECTORY.resolve("trust"), data);
        CertificateTable table = new CertificateTable(new TrustFile(DIRECTORY), InstantSource.system());
        try {
            table.sync();
            for (CertificateEntry entry : table.list()) {
                Parsing.check(!table.accepts(entry.key()) || entry.accepted(), "accepted by nobody");
            }
        } catch (IOException expected) {
            Parsing.check(String.valueOf(expected.getMessage()).length() > 5, "refused without words");
        }
    }
}
