package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The first page promises no more, and no less, than the program does.
@Timeout(60)
class ReadmeIT {

    private static final Pattern SCENARIO =
            Pattern.compile("(?m)^\\|.*\\]\\((examples/[a-z-]+\\.yaml)\\).*\\|(.*)\\|$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) ");

    @TempDir
    private Path directory;

    @Test
    void everyScenarioWorksAsTheTableSays() throws Exception {
        List<Matcher> rows = SCENARIO.matcher(readme())
                .results()
                .map(row -> row(row.group()))
                .toList();

        assertThat(rows).hasSize(5);
        for (Matcher row : rows) {
            Outcome check = Polymeter.command(
                    directory, "check", Checkouts.path(row.group(1)).toString());
            assertThat(row.group(2).strip()).as(row.group(1)).isEqualTo("works");
            assertThat(check.exit()).as("%s: %s", row.group(1), check.err()).isZero();
        }
    }

    @Test
    void everyCommandIsInTheTable() throws Exception {
        Outcome help = Polymeter.command(directory, "help");
        String commands = help.out().substring(help.out().indexOf("Commands:"));
        List<String> known =
                COMMAND.matcher(commands).results().map(found -> found.group(1)).toList();

        assertThat(known).contains("run", "check", "demo");
        String readme = readme();
        assertThat(known)
                .allMatch(name -> Pattern.compile("(?m)^\\|.*`" + name + "\\b")
                        .matcher(readme)
                        .find());
    }

    private static Matcher row(String text) {
        Matcher row = SCENARIO.matcher(text);
        assertThat(row.matches()).isTrue();
        return row;
    }

    private static String readme() throws Exception {
        return Files.readString(Checkouts.path("README.md"));
    }
}
