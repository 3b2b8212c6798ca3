package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LibraryRulesTest {
    private static final LibraryRules RULES = LibraryRules.parse("""
            <!-- libraries:start -->
            | library | packages it consists of | used by |
            |---|---|---|
            | slf4j | org.slf4j | * |
            | yaml | org.snakeyaml.engine, org.snakeyaml.extra | config |
            | picocli (planned) | picocli | app.cli |
            <!-- libraries:end -->
            """);

    @Test
    void acceptsEachLibraryInItsPackage() {
        assertThat(check("io.polymeter.config", "org.snakeyaml.engine.v2.api", "org.slf4j", "java.util"))
                .isEmpty();
    }

    @Test
    void refusesALibraryInAnotherPackage() {
        assertThat(check("io.polymeter.view", "org.snakeyaml.extra", "org.slf4j"))
                .containsExactly("view: [libraries] may not use yaml (org.snakeyaml.extra)");
    }

    @Test
    void refusesALibraryWithoutARow() {
        assertThat(check("io.polymeter.config", "org.snakeyaml.engine", "org.slf4j.event", "org.apache.commons.lang3"))
                .containsExactly("config: [libraries] uses org.apache.commons.lang3, which no row of"
                        + " ARCHITECTURE.md names");
    }

    @Test
    void aNameThatOnlyBeginsLikeALibraryIsNotTheLibrary() {
        assertThat(check("io.polymeter.config", "org.snakeyaml.engine", "org.slf4j", "org.slf4jx"))
                .hasSize(1);
    }

    @Test
    void refusesARowThatNobodyUses() {
        assertThat(check("io.polymeter.config", "org.slf4j"))
                .containsExactly("yaml: [libraries] has a row in ARCHITECTURE.md but nobody uses it");
    }

    @Test
    void refusesAPlannedRowThatIsUsed() {
        assertThat(check("io.polymeter.app.cli", "org.slf4j", "picocli"))
                .contains("picocli: [libraries] is used: take its (planned) out of ARCHITECTURE.md");
    }

    private static List<String> check(String user, String... used) {
        return RULES.check(new PackageUses(Map.of(user, Set.of(used)))).stream()
                .map(Violation::toString)
                .toList();
    }
}
