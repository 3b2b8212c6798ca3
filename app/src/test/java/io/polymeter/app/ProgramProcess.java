package io.polymeter.app;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// The program in a process of its own, with the classes of the running test.
final class ProgramProcess {

    private ProgramProcess() {}

    /// Where standard output goes is the caller's choice.
    static ProcessBuilder of(Path directory, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes(),
                Main.class.getName()));
        Collections.addAll(command, words);
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    private static String classes() {
        // Whoever runs tests may load them with a loader of its own.
        return Main.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(URL::toString)
                        .map(url -> Path.of(URI.create(url)).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }
}
