package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reference pages are what the program says of itself.
class ReferenceTest {

    @ParameterizedTest
    @ValueSource(strings = {"settings", "profiles", "devices", "consumers", "consumer-files", "commands", "openapi"})
    void thePageIsWhatTheProgramPrints(String page) throws Exception {
        String file = page + (page.equals("openapi") ? ".json" : ".md");
        assertThat(Path.of("../docs/reference/" + file))
                .as("made by: ./polymeter reference %s > docs/reference/%s", page, file)
                .content()
                .isEqualTo(printed(page));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "check",
                "demo",
                "simulate",
                "read",
                "profiles",
                "consumers",
                "trust accept",
                "schema",
                "version"
            })
    void everyCommandIsOnItsPage(String command) throws Exception {
        assertThat(Files.readString(Path.of("../docs/reference/commands.md")))
                .contains("\n## polymeter " + command + "\n");
    }

    private static String printed(String page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(to);
            assertThat(Cli.run(Protocols::all, "reference", page)).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
