package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reads compiled classes of this very package, whose uses are known.
class PackageUsesTest {
    private static final Path HERE = Checkout.here().root().resolve("lab/target/test-classes/io/polymeter/lab/rules");

    @Test
    void seesTypesThatAreCalled() {
        assertThat(usesOf("SourceRules")).contains("javax.tools", "com.sun.source.util", "java.util");
    }

    @Test
    void seesAnnotationsAndGenericSignatures() {
        assertThat(usesOf("PackageUsesTest")).contains("org.junit.jupiter.api");
        assertThat(usesOf("MarkdownTable")).contains("java.util");
        assertThat(usesOf("SourceScan")).contains("org.jspecify.annotations");
    }

    @Test
    void doesNotCountAPackageAsAUserOfItself() {
        assertThat(usesOf("RepositoryTest")).doesNotContain("io.polymeter.lab.rules");
    }

    private static Iterable<String> usesOf(String type) {
        PackageUses uses = PackageUses.of(List.of(HERE.resolve(type + ".class")));
        assertThat(uses.uses()).containsOnlyKeys("io.polymeter.lab.rules");
        return uses.uses().values().iterator().next();
    }
}
