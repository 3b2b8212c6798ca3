package io.polymeter.lab.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What programs have written to files so far.
public final class Texts {

    private Texts() {}

    /// How many lines contain these words.
    public static long count(Path file, String words) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> line.contains(words))
                .count();
    }
}
