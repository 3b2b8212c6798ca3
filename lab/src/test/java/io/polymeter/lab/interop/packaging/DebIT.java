package io.polymeter.lab.interop.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Debian packages as far as they can be looked at without installing them; `packaging/deb/test` does that.
@Timeout(240)
class DebIT {

    private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

    @TempDir
    private static Path directory;

    @BeforeAll
    @Timeout(240)
    static void build() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(Checkouts.path("packaging/deb/build").toString(), directory.toString());
        builder.environment()
                .putAll(Map.of(
                        "POLYMETER_AS_BUILT",
                        "1",
                        "DEB_COMPRESSION",
                        "gzip",
                        "JAVA25_HOME",
                        System.getProperty("java.home")));
        patiently(builder);
        for (String name : List.of("polymeter", "polymeter-bundled")) {
            run("dpkg-deb", "-x", deb(name), unpacked(name).toString());
        }
    }

    /// For what takes seconds, and minutes on a machine that does much else.
    private static String patiently(ProcessBuilder builder) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "patiently", ".log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = process.waitFor(200, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", builder.command(), Files.readString(log))
                .isTrue();
        return Files.readString(log);
    }

    private static Path unpacked(String name) {
        return directory.resolve("unpacked-" + name);
    }

    private static String deb(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.matches(".*/" + name + "_[^/]*\\.deb"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String run(String... command) throws IOException {
        Outcome outcome = Outcome.of(List.of(command), directory, Map.of());
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        return outcome.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"polymeter", "polymeter-bundled"})
    void lintianFindsNoError(String name) throws IOException, InterruptedException {
        assertThat(patiently(new ProcessBuilder("lintian", "--allow-root", "--fail-on", "error", deb(name))))
                .doesNotContain("E: ");
    }

    @Test
    void onePackageFitsEverywhereAndSaysWhichJavaItNeeds() throws IOException {
        String about = run("dpkg-deb", "-f", deb("polymeter"));
        assertThat(about)
                .contains("Architecture: all")
                .contains("default-jre-headless (>= 2:1.25) | openjdk-25-jre-headless | java25-runtime-headless");
        String bundled = run("dpkg-deb", "-f", deb("polymeter-bundled"));
        assertThat(bundled).contains("Conflicts: polymeter").doesNotContain("Architecture: all", "jre");
        assertThat(run("dpkg-deb", "-I", deb("polymeter"), "conffiles")).isEqualTo("/etc/polymeter/polymeter.yaml\n");
        for (String file : List.of(
                "usr/bin/polymeter",
                "etc/polymeter/polymeter.yaml",
                "usr/lib/systemd/system/polymeter.service",
                "usr/share/man/man1/polymeter.1.gz",
                "usr/share/bash-completion/completions/polymeter",
                "usr/share/doc/polymeter/examples/ksem-airbridge.yaml")) {
            assertThat(unpacked("polymeter").resolve(file)).exists();
        }
    }

    @Test
    void theRuntimeThatComesAlongRunsTheProgram() throws IOException {
        Path root = unpacked("polymeter-bundled");
        String program = root.resolve("usr/bin/polymeter").toString();
        Map<String, String> bare = Map.of("JAVA_HOME", "", "PATH", "/usr/bin:/bin");
        Outcome version = Outcome.of(List.of(program, "version"), directory, bare);
        assertThat(version.out()).as("%s", version).startsWith("polymeter ");
        String configuration = root.resolve("etc/polymeter/polymeter.yaml").toString();
        Outcome check = Outcome.of(List.of(program, "check", configuration), directory, bare);
        assertThat(check.exit()).as("%s", check).isZero();
        // TLS, logging, HTTP and serial lines need modules and native code that no compiler asks for.
        Outcome demo = Outcome.of(List.of(program, "demo", "--seconds", "2"), directory, bare);
        assertThat(demo.out()).as("%s", demo).contains("active-power");
        assertThat(root.resolve("usr/share/polymeter/runtime/bin/keytool")).isExecutable();
    }

    @Test
    void theServiceIsWhatSystemdTakesAndIsHardened() throws IOException {
        Path unit = directory.resolve("polymeter.service");
        String text = Files.readString(unpacked("polymeter").resolve("usr/lib/systemd/system/polymeter.service"));
        assertThat(text)
                .contains("Type=notify", "WatchdogSec=", "User=polymeter", "dialout")
                .contains("CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n");
        // The only thing a machine without the package does not have.
        Files.writeString(unit, text.replace("ExecStart=/usr/bin/polymeter", "ExecStart=/usr/bin/env"));
        Outcome verified = Outcome.of(List.of("systemd-analyze", "verify", "--man=no", unit.toString()));
        assertThat(verified.err() + verified.out()).as("%s", verified).doesNotContain("polymeter.service");
        assertThat(verified.exit()).as("%s", verified).isZero();
        String security = run("systemd-analyze", "security", "--no-pager", "--offline=true", unit.toString());
        assertThat(EXPOSURE.matcher(security).results().map(MatchResult::group).toList())
                .as(security)
                .hasSize(1);
        double exposure = EXPOSURE.matcher(security)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .sum();
        assertThat(exposure).isLessThanOrEqualTo(2.0);
    }

    @Test
    void theManualPageAndTheCompletionNameEveryCommand() throws IOException {
        Path root = unpacked("polymeter");
        String page = run(
                "gzip", "-dc", root.resolve("usr/share/man/man1/polymeter.1.gz").toString());
        String completion =
                root.resolve("usr/share/bash-completion/completions/polymeter").toString();
        run("bash", "-n", completion);
        for (String command : List.of("run", "check", "demo", "simulate", "read", "profiles", "trust", "schema")) {
            assertThat(page).contains(".SS polymeter " + command);
            assertThat(Files.readString(Path.of(completion))).contains(command);
        }
        assertThat(page).doesNotContain("polymeter generate", "\n'").startsWith(".TH POLYMETER 1");
    }

    /// CycloneDX, made by the whole build: each jar that is not ours, with a licence; and in Debian's file, too.
    @Test
    void theBillOfMaterialsListsEveryPartWithItsLicence() throws Exception {
        Path root = unpacked("polymeter");
        Path doc = root.resolve("usr/share/doc/polymeter");
        JsonValue bill = JsonValue.parse(Files.readAllBytes(doc.resolve("polymeter.cdx.json")));
        assertThat(bill.text("bomFormat")).isEqualTo("CycloneDX");
        Set<String> listed = new TreeSet<>();
        for (JsonValue part : elements(bill, "components")) {
            assertThat(elements(part, "licenses")).as(part.text("name")).isNotEmpty();
            listed.add(part.text("name") + "-" + part.text("version") + ".jar");
        }
        List<PathMatcher> licensed = Pattern.compile("usr/share/polymeter/lib/[^ \\n]+")
                .matcher(Files.readString(doc.resolve("copyright")))
                .results()
                .map(match -> root.getFileSystem().getPathMatcher("glob:" + match.group()))
                .toList();
        try (Stream<Path> jars = Files.list(root.resolve("usr/share/polymeter/lib"))) {
            List<Path> foreign = jars.map(root::relativize)
                    .filter(jar -> !jar.getFileName().toString().startsWith("polymeter-"))
                    .toList();
            assertThat(foreign)
                    .hasSizeGreaterThan(20)
                    .allMatch(jar -> listed.contains(jar.getFileName().toString()))
                    .allMatch(jar -> licensed.stream().anyMatch(glob -> glob.matches(jar)));
        }
    }

    private static List<JsonValue> elements(JsonValue value, String name) {
        return value.get(name) instanceof JsonValue.ArrayValue(List<JsonValue> of) ? of : List.of();
    }
}
