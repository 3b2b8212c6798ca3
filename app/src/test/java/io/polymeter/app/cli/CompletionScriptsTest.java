package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.simulate.SimulateProtocol;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every shell can complete every command and option that a person may use.
class CompletionScriptsTest {

    private static String generated(String thing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream real = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Cli.run(() -> List.of(new SimulateProtocol()), "generate", thing))
                    .isZero();
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(real);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion", "zsh", "fish"})
    void everyCommandIsCompleted(String thing) {
        assertThat(generated(thing))
                .contains("check", "history", "profiles", "status", "trust", "accept", "json", "config", "registers")
                .doesNotContain("rehearse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zsh", "fish"})
    void quotesAreClosed(String thing) {
        assertThat(generated(thing).lines())
                .allSatisfy(line -> assertThat(line.replace("'\\''", "")
                                .chars()
                                .filter(c -> c == '\'')
                                .count())
                        .as(line)
                        .isEven());
    }
}
