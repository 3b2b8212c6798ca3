package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules, held against this repository.
class RepositoryTest {

    private static final List<String> SCRIPTS = List.of(
            "polymeter",
            "verify",
            ".ci/run",
            "lab/sweep",
            "lab/loop",
            "lab/commission",
            "lab/learn",
            "lab/screenshots",
            "lab/storm",
            "lab/fleet-storm",
            "bench/run",
            "packaging/deb/build",
            "packaging/deb/build-fleet",
            "packaging/deb/fleet/postinst",
            "packaging/deb/fleet/prerm",
            "packaging/deb/fleet/postrm",
            "packaging/deb/test",
            "packaging/deb/scripts/postinst",
            "packaging/deb/scripts/prerm",
            "packaging/deb/scripts/postrm",
            "packaging/home-assistant/prepare",
            "packaging/home-assistant/polymeter/run");

    private static final Checkout CHECKOUT = Checkout.here();

    @Test
    void everyPackageImportsOnlyWhatTheDependencyTableAllows() {
        DependencyRules rules = DependencyRules.parse(CHECKOUT.architecture());

        assertThat(rules.check(productUses())).isEmpty();
    }

    @Test
    void everyLibraryIsUsedOnlyWhereTheLibraryTableAllows() {
        LibraryRules rules = LibraryRules.parse(CHECKOUT.architecture());

        assertThat(rules.check(productUses())).isEmpty();
    }

    @Test
    void everyTextFileIsTidy() {
        List<Violation> found = new ArrayList<>();
        List<Path> texts = CHECKOUT.files().stream()
                .filter(file -> TextRules.appliesTo(CHECKOUT.show(file)))
                .toList();
        texts.forEach(file -> found.addAll(TextRules.check(CHECKOUT.show(file), Checkout.read(file))));

        assertThat(texts).hasSizeGreaterThan(20);
        assertThat(found).isEmpty();
    }

    @Test
    void everyJavaFileKeepsTheHouseStyle() {
        List<Violation> found = new ArrayList<>();
        javaSources().forEach((path, text) -> found.addAll(SourceRules.check(path, text)));

        assertThat(javaSources()).hasSizeGreaterThan(20);
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        assertThat(PackageInfoRule.check(javaSources())).isEmpty();
    }

    @Test
    void everyScriptIsExecutable() {
        assertThat(Stream.concat(Stream.of("mvnw"), SCRIPTS.stream()))
                .allSatisfy(
                        script -> assertThat(CHECKOUT.root().resolve(script)).isExecutable());
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        Path output = Files.createTempFile("shellcheck", ".txt");
        try {
            Process shellcheck = new ProcessBuilder(Stream.concat(Stream.of("shellcheck"), SCRIPTS.stream())
                            .toList())
                    .directory(CHECKOUT.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int exit = shellcheck.waitFor();

            assertThat(output).hasContent("");
            assertThat(exit).isZero();
        } finally {
            Files.delete(output);
        }
    }

    private static PackageUses productUses() {
        PackageUses uses = PackageUses.of(CHECKOUT.productClasses());
        assertThat(uses.uses()).containsKey("io.polymeter.modbus");
        return uses;
    }

    private static Map<String, String> javaSources() {
        Map<String, String> sources = new TreeMap<>();
        CHECKOUT.javaFiles().forEach(file -> sources.put(CHECKOUT.show(file), Checkout.read(file)));
        return sources;
    }
}
