package io.polymeter.lab.fuzz;

import io.polymeter.capture.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Any bytes as a recording (pcapng).
public final class CaptureTarget {

    private static final Path FILE = file();

    private CaptureTarget() {}

    private static Path file() {
        try {
            return Files.createTempFile("fuzz", ".pcapng");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Files.write(FILE, data);
        try {
            Recording.read(FILE);
        } catch (IOException expected) {
            Parsing.check(String.valueOf(expected.getMessage()).length() > 5, "refused without words");
        }
    }
}
