package io.polymeter.lab.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A device whose registers mean nothing: a profile of the user's own.
public final class FlatProfile {

    private FlatProfile() {}

    /// Writes `NAME.yaml` into the directory: single registers, first to last, read by both functions.
    public static void write(Path directory, String name, int first, int last) throws IOException {
        StringBuilder text = new StringBuilder("""
                id: %s
                title: Registers without a meaning
                modbus: { unit: 1, functions: [3, 4] }
                groups:
                  live: { fresh-for: 1m, every: 500ms }
                spans:
                  - { at: %d, count: %d, group: live }
                registers:
                """.formatted(name, first, last - first + 1));
        for (int at = first; at <= last; at++) {
            text.append("  - { at: ")
                    .append(at)
                    .append(", as: u16, name: R")
                    .append(at)
                    .append(" }\n");
        }
        Files.writeString(directory.resolve(name + ".yaml"), text);
    }
}
