package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule, shown something that breaks it and something close to it that does not.
class TidyRulesTest {
    private static final String MAIN = "core/src/main/java/io/polymeter/view/Mirror.java";
    private static final String TEST = "core/src/test/java/io/polymeter/view/MirrorTest.java";

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource
    void findsWhatBreaksAJavaRule(String rule, String path, String text) {
        assertThat(SourceRules.check(path, text)).extracting(Violation::rule).containsExactly(rule);
    }

    static Stream<Arguments> findsWhatBreaksAJavaRule() {
        return Stream.of(
                arguments("name", MAIN, "class MeterManager {}"),
                arguments("name", MAIN, "class Outer { interface ByteUtil {} }"),
                arguments("name", MAIN, "record MirrorImpl(int a) {}"),
                arguments("method-length", MAIN, "class A { void a() {" + "\n".repeat(50) + "} }"),
                arguments("parameters", MAIN, "class A { void a(int a, int b, int c, int d, int e) {} }"),
                arguments("parameters", MAIN, "class A { A(int a, int b, int c, int d, int e) {} }"),
                arguments("parameters", MAIN, "record A(int a) { void a(int a, int b, int c, int d, int e) {} }"),
                arguments("exit", MAIN, "class A { void a() { System.exit(1); } }"),
                arguments("sleep", TEST, "class A { void a() { Thread.sleep(1); } }"),
                arguments("sleep", TEST, "class A { void a() { TimeUnit.SECONDS.sleep(1); } }"),
                arguments("skip", TEST, "class A { void a() { assumeTrue(false); } }"),
                arguments("skip", TEST, "class A { void a() { Assumptions.assumeFalse(true); } }"),
                arguments("skip", TEST, "class A { @Disabled void a() {} }"),
                arguments("skip", TEST, "class A { @EnabledIfEnvironmentVariable(named = \"A\") void a() {} }"),
                arguments("syntax", MAIN, "class A { void a( }"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void acceptsWhatOnlyLooksAlike(String path, String text) {
        assertThat(SourceRules.check(path, text)).isEmpty();
    }

    static Stream<Arguments> acceptsWhatOnlyLooksAlike() {
        return Stream.of(
                arguments(MAIN, "class Implied { }"),
                arguments(MAIN, "record A(int a, int b, int c, int d, int e) { }"),
                arguments(MAIN, "record A(int a) { A(int a, int b, int c, int d, int e) { this(a); } }"),
                arguments(MAIN, "enum A { B(1, 2, 3, 4, 5); A(int a, int b, int c, int d, int e) {} }"),
                arguments(MAIN, "class A { @Override void a(int a, int b, int c, int d, int e) {} }"),
                arguments(MAIN, "class A { void a() {" + "\n".repeat(49) + "} }"),
                arguments(MAIN, "class A { void a() { Thread.sleep(1); } }"),
                arguments("app/src/main/java/io/polymeter/app/Main.java", "class A { void a() { System.exit(1); } }"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void findsWhatBreaksATextRule(String rule, String path, String text) {
        assertThat(TextRules.check(path, text)).extracting(Violation::rule).containsExactly(rule);
    }

    static Stream<Arguments> findsWhatBreaksATextRule() {
        return Stream.of(
                arguments("file-length", MAIN, "//\n".repeat(401)),
                arguments("line-ends", MAIN, "class A {}\r\n"),
                arguments("line-ends", "polymeter", "#!/bin/sh\r\n"),
                arguments("tab", MAIN, "\tint a;"),
                arguments("stub", MAIN, "/// " + "a ".repeat(50) + "\n/// of\n/// it"),
                arguments("stub", MAIN, "/// @return " + "a ".repeat(50) + "\n/// of it\n///     which"),
                arguments("unfinished", MAIN, "// TO" + "DO: later"),
                arguments("unfinished", "docs/a.md", "FIX" + "ME"),
                arguments("machine-path", "docs/a.md", "see `/wo" + "rk/main`"),
                arguments("machine-path", MAIN, "Path.of(\"/t" + "mp/a\")"),
                arguments(
                        "registry", "lab/package-lock.json", "\"resolved\": \"http" + "s://registry.example/a.tgz\""));
    }

    @Test
    void acceptsTextsThatOnlyLookAlike() {
        assertThat(TextRules.check(MAIN, "//\n".repeat(399) + "// a mastodon, a frame" + "work/part"))
                .hasSize(0);
        assertThat(TextRules.check(MAIN, "/// " + "a ".repeat(50) + "\n/// of it\n/// @param it"))
                .isEmpty();
        assertThat(TextRules.check("docs/a.md", "$HOME/wo" + "rk/ and ${TMPDIR}/t" + "mp/"))
                .isEmpty();
    }

    @Test
    void readsSourcesDocumentsAndScripts() {
        assertThat(List.of(MAIN, "docs/a.md", "polymeter", "verify", ".ci/run", "profiles/kostal/ksem.yaml"))
                .allMatch(TextRules::appliesTo);
        assertThat(TextRules.appliesTo("docs/screenshot.png")).isFalse();
    }

    @Test
    void findsPackagesThatSayNothing() {
        Map<String, String> sources = Map.of(
                "core/src/main/java/a/A.java", "",
                "core/src/main/java/b/package-info.java", "/// About b.\npackage b;",
                "core/src/main/java/c/package-info.java", "@NullMarked\npackage c;",
                "core/src/main/java/d/package-info.java", "/// About d.\n@NullMarked\npackage d;",
                "core/src/test/java/d/DTest.java", "");

        assertThat(PackageInfoRule.check(sources))
                .extracting(Violation::where, Violation::message)
                .containsExactly(
                        tuple("core: a", "has no package-info.java"),
                        tuple("core: b", "is not @NullMarked"),
                        tuple("core: c", "says nothing about the package (/// …)"));
    }
}
