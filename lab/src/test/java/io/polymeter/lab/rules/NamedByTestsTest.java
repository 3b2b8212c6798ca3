package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A class that no test names is one whose behaviour is stated nowhere.
class NamedByTestsTest {

    private static final Checkout CHECKOUT = Checkout.here();
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Set<String> NAMED = CHECKOUT.javaFiles().stream()
            .filter(in("src/test/java"))
            .flatMap(file -> WORD.matcher(Checkout.read(file)).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());

    /// What is reached. Whoever names one more lowers it; nothing raises it.
    @ParameterizedTest
    @CsvSource({
        "modbus, 8",
        // What knows a meter.
        "core, 82",
        // What a person looks at.
        "app, 37",
        // Many sites.
        "fleet, 47",
    })
    void noMoreClassesThanTheseAreNamedByNoTest(String module, int most) {
        Path directory = CHECKOUT.root().resolve(module);
        List<String> unnamed = CHECKOUT.javaFiles().stream()
                .filter(file -> file.startsWith(directory))
                .filter(in("src/main/java"))
                .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
                .filter(name -> !name.endsWith("-info") && !NAMED.contains(name))
                .sorted()
                .toList();
        assertThat(unnamed).as("classes of %s that no test names", module).hasSizeLessThanOrEqualTo(most);
    }

    private static Predicate<Path> in(String folder) {
        return file -> file.toString().contains("/" + folder + "/");
    }
}
