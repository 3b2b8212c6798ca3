package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documents are held against the source, and the rules against what breaks them.
class DocumentRulesTest {

    private static final Checkout CHECKOUT = Checkout.here();
    private static final DocumentRules RULES =
            new DocumentRules(Map.of("Meter", "class Meter { void state() {} enum Kind { LIVE, } }"));

    @Test
    void everyTypeThatTheArchitectureNamesIsThere() {
        DocumentRules rules = DocumentRules.of(CHECKOUT.javaFiles());

        assertThat(rules.sources()).hasSizeGreaterThan(100);
        assertThat(rules.unknownNames(CHECKOUT.read("ARCHITECTURE.md"))).isEmpty();
    }

    @Test
    void everyRelativeLinkOfEveryDocumentLeadsSomewhere() {
        // Not the head of docs/performance.md, whose links count from there.
        List<Path> documents = CHECKOUT.files().stream()
                .filter(file -> file.toString().endsWith(".md"))
                .filter(file -> !CHECKOUT.show(file).startsWith("bench/harness/"))
                .toList();

        assertThat(documents).hasSizeGreaterThan(5);
        assertThat(documents)
                .allSatisfy(document -> assertThat(DocumentRules.brokenLinks(document, Checkout.read(document)))
                        .isEmpty());
    }

    @Test
    void aNameThatIsNotThereIsFound() {
        assertThat(RULES.unknownNames(
                        "`Meter`, `Meter.state`, `Meter.Kind` and `Meter.LIVE`, `examples/Meter.yaml`, `FC16`"))
                .isEmpty();
        assertThat(RULES.unknownNames("`Metre`, `Meter.status`, `Meter.Sort`, `Meter.DEAD`"))
                .containsExactly("Metre", "Meter.status", "Meter.Sort", "Meter.DEAD");
        assertThat(RULES.unknownNames("```\nwire -> RegisterImage -> Meter\n```\n"))
                .containsExactly("RegisterImage");
    }

    @Test
    void aLinkThatLeadsNowhereIsFound(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("page.md");
        Files.writeString(directory.resolve("other.md"), "# A heading, of mine\n");
        String good = "[a](other.md) [b](other.md#a-heading-of-mine) [c](https://example.org/x) [d](#here)\n# Here\n";
        Files.writeString(page, good);

        assertThat(DocumentRules.brokenLinks(page, good)).isEmpty();
        assertThat(DocumentRules.brokenLinks(page, "[a](none.md) [b](other.md#none) [c](#none)"))
                .containsExactly("none.md", "other.md#none", "#none");
    }
}
