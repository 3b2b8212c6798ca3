package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A whole configuration that is printed in a how-to is one that `check` takes.
@Timeout(60)
class DocumentedConfigurationsIT {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");

    private static final Pattern CERTIFICATE = Pattern.compile("([\\w/-]+)\\.pem");

    /// Can be a password, and a key of 16 bytes.
    private static final String SECRET = "00112233445566778899aabbccddeeff";

    @TempDir
    private Path directory;

    /// A configuration and where it is printed.
    record Printed(Path page, String text) {
        @Override
        public String toString() {
            return page.getFileName() + ": "
                    + text.lines().skip(1).findFirst().orElse("").strip();
        }
    }

    static List<Printed> printed() throws IOException {
        try (Stream<Path> pages = Files.walk(Checkouts.path("docs/how-to"))) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .flatMap(DocumentedConfigurationsIT::blocks)
                    .toList();
        }
    }

    private static Stream<Printed> blocks(Path page) {
        try {
            return BLOCK
                    .matcher(Files.readString(page))
                    .results()
                    .map(block -> new Printed(page, block.group(1)))
                    .filter(block ->
                            block.text().contains("\nmeters:") || block.text().startsWith("meters:"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("printed")
    void checkTakesIt(Printed printed) throws Exception {
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), printed.text());
        Map<String, String> environment = VARIABLE.matcher(printed.text())
                .results()
                .map(match -> match.group(1))
                .distinct()
                .collect(Collectors.toMap(name -> name, _ -> SECRET));
        for (String name : certificates(printed)) {
            Path base = directory.resolve(name);
            Path folder = Files.createDirectories(base.getParent());
            TlsFiles files = TlsFiles.make(folder, base.getFileName().toString());
            if (printed.text().contains("key: " + name + ".pem")) {
                // Both in one file, as `polymeter enrol` writes them.
                Files.write(files.certificate(), Files.readAllBytes(files.key()), StandardOpenOption.APPEND);
            }
        }
        Outcome outcome = Outcome.of(Polymeter.command("check", file.toString()), directory, environment);
        assertThat(outcome.exit()).as("%s", outcome).isZero();
    }

    private static List<String> certificates(Printed printed) {
        return CERTIFICATE
                .matcher(printed.text())
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }
}
