package io.polymeter.lab.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What programs have written to files so far.
final class Texts {

    private Texts() {}

    /// How many lines contain these words.
    static long count(Path file, String words) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> line.contains(words))
                .count();
    }
}
