package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DependencyRulesTest {
    private static final DependencyRules RULES = DependencyRules.parse("""
            # Text before
            <!-- dependencies:start -->
            | package | may import | invariant |
            |---|---|---|
            | `modbus` | – | valid |
            | `link` | modbus | runs |
            | `link.*` | link, modbus | one library |
            | `view` (planned) | link | pure |
            | `app` | * | everything |
            <!-- dependencies:end -->
            """);

    private static final Map<String, Set<String>> GOOD = Map.of(
            "io.polymeter.modbus", Set.of("java.util"),
            "io.polymeter.link", Set.of("io.polymeter.modbus", "org.slf4j"),
            "io.polymeter.link.http", Set.of("io.polymeter.link"),
            "io.polymeter.app", Set.of("io.polymeter.link.http"));

    @Test
    void acceptsWhatTheTableAllows() {
        assertThat(check(GOOD)).isEmpty();
    }

    @Test
    void refusesAnImportThatTheTableDoesNotName() {
        assertThat(check(with("io.polymeter.modbus", "io.polymeter.link.http")))
                .contains("modbus: [dependencies] may not import link.http");
    }

    @Test
    void refusesOneLinkUsingAnother() {
        assertThat(check(with("io.polymeter.link.http", "io.polymeter.link.mqtt")))
                .containsExactly("link.http: [dependencies] may not import link.mqtt");
    }

    @Test
    void refusesAPackageWithoutARow() {
        assertThat(check(with("io.polymeter.stray", "java.util")))
                .containsExactly("stray: [dependencies] has no row in the table of ARCHITECTURE.md");
    }

    @Test
    void refusesARowWithoutCode() {
        Map<String, Set<String>> code = new TreeMap<>(GOOD);
        code.remove("io.polymeter.link.http");

        assertThat(check(code)).containsExactly("link.*: [dependencies] has a row in ARCHITECTURE.md but no code");
    }

    @Test
    void refusesAPlannedRowThatHasCode() {
        assertThat(check(with("io.polymeter.view", "java.util")))
                .containsExactly("view: [dependencies] exists: take its (planned) out of ARCHITECTURE.md");
    }

    @Test
    void findsACycleOverThreePackages() {
        DependencyRules open = DependencyRules.parse("""
                <!-- dependencies:start -->
                | package | may import | invariant |
                |---|---|---|
                | `a` | * | |
                | `b` | * | |
                | `c` | * | |
                <!-- dependencies:end -->
                """);
        PackageUses ring = new PackageUses(Map.of(
                "io.polymeter.a", Set.of("io.polymeter.b"),
                "io.polymeter.b", Set.of("io.polymeter.c"),
                "io.polymeter.c", Set.of("io.polymeter.a")));

        assertThat(open.check(ring))
                .extracting(Violation::toString)
                .containsExactly(
                        "a: [cycle] uses b, which leads back to it", "b: [cycle] uses c, which leads back to it");
    }

    @Test
    void aTextWithoutTheTableIsAnError() {
        assertThatThrownBy(() -> DependencyRules.parse("no table")).hasMessageContaining("dependencies:start");
        assertThatThrownBy(() -> DependencyRules.parse("<!-- dependencies:start --><!-- dependencies:end -->"))
                .hasMessageContaining("no rows");
    }

    private static Map<String, Set<String>> with(String user, String used) {
        Map<String, Set<String>> code = new TreeMap<>(GOOD);
        code.put(user, Set.of(used));
        return code;
    }

    private static List<String> check(Map<String, Set<String>> code) {
        return RULES.check(new PackageUses(code)).stream()
                .map(Violation::toString)
                .toList();
    }
}
