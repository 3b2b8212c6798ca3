package io.polymeter.lab.interop.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The archive for Venus OS, unpacked below another root, installed with a real shell and run by real
/// daemontools.
@Timeout(90)
class VenusPackageIT {

    private static final Pattern UP = Pattern.compile(": up \\(pid (\\d+)\\) \\d+ seconds");
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path root;

    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        Path data = Files.createDirectories(root.resolve("data"));
        Path archive = root.resolve("polymeter-venus.tar.gz");
        shell(Checkouts.path("packaging/venus/pack").toString(), archive.toString());
        shell("tar", "-C", data.toString(), "-xzf", archive.toString());
        home = data.resolve("polymeter");
    }

    /// Runs a program to its end, which must be a good one, as on a device whose root this is.
    private String shell(String... command) throws IOException {
        Outcome outcome = outcome(command);
        assertThat(outcome.exit()).as("%s: %s", List.of(command), outcome).isZero();
        return outcome.out() + outcome.err();
    }

    private Outcome outcome(String... command) throws IOException {
        String java = System.getProperty("java.home");
        return Outcome.of(List.of(command), root, Map.of("PREFIX", root.toString(), "POLYMETER_JAVA", java));
    }

    private String install(String... arguments) throws IOException {
        return shell(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(home.resolve("install.sh").toString()),
                        java.util.stream.Stream.of(arguments))
                .toArray(String[]::new));
    }

    /// A simulated inverter that sleeps after a second.
    private void configure() throws IOException {
        Files.writeString(home.resolve("night.yaml"), """
                steps:
                  - { at: 0s, values: { active-power: 5 } }
                  - { at: 1s, silent: true }
                """);
        Files.writeString(home.resolve("polymeter.yaml"), """
                meters:
                  inverter: { simulate: { scenario: ./night.yaml }, fresh-for: 1s }
                outputs:
                  pv: { meter: inverter, victron: { service: pvinverter, bus: "unix:path=%s/bus" } }
                """.formatted(root));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#!/bin/bash\n/data/other/install.sh\n\nexit 0\n",
                "#!/bin/sh\n# no end of line",
                "/data/other.sh\n",
            })
    void itIsInstalledTwiceAsOnceSurvivesAnUpdateAndLeavesEverythingAsItWas(String before) throws IOException {
        Path rc = root.resolve("data/rc.local");
        if (!before.isEmpty()) {
            Files.writeString(rc, before);
            shell("chmod", "755", rc.toString());
        }
        configure();
        install();
        String hooked = Files.readString(rc);
        assertThat(hooked).containsOnlyOnce("polymeter/install.sh\" --boot");
        assertThat(install()).contains("installed");
        assertThat(Files.readString(rc)).isEqualTo(hooked);
        assertThat(rc).isExecutable();

        Path link = root.resolve("service/polymeter");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(home.resolve("service"));
        // A firmware update leaves nothing outside /data; at the next start rc.local runs.
        Files.delete(link);
        Files.delete(link.getParent());
        if (!before.contains("other")) {
            shell(rc.toString());
            assertThat(Files.readSymbolicLink(link)).isEqualTo(home.resolve("service"));
        } else {
            install("--boot");
        }

        shell(home.resolve("uninstall.sh").toString());
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        if (before.isEmpty()) {
            assertThat(rc).doesNotExist();
        } else {
            assertThat(Files.readString(rc)).isEqualTo(before);
            assertThat(rc).isExecutable();
        }
        assertThat(home.resolve("polymeter.yaml")).exists();
        shell(home.resolve("uninstall.sh").toString());
    }

    @Test
    void withoutAConfigurationThatRunsNothingIsInstalled() throws IOException {
        Outcome missing = outcome(home.resolve("install.sh").toString());
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("copy polymeter.example.yaml");
        Files.writeString(home.resolve("polymeter.yaml"), "meters: { m: { simulat: {} } }\n");
        Outcome wrong = outcome(home.resolve("install.sh").toString());
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("simulat", "nothing was installed");
        assertThat(root.resolve("data/rc.local")).doesNotExist();
        assertThat(root.resolve("service")).doesNotExist();
    }

    /// Daemontools with the services of this root.
    private Process svscan() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("svscan", "service").directory(root.toFile());
        builder.environment().put("PREFIX", root.toString());
        builder.environment().put("POLYMETER_JAVA", System.getProperty("java.home"));
        builder.redirectErrorStream(true)
                .redirectOutput(root.resolve("svscan.log").toFile());
        return builder.start();
    }

    private String svstat() throws IOException {
        return shell("svstat", "service/polymeter");
    }

    private String pid() throws IOException {
        Matcher up = UP.matcher(svstat());
        return up.find() ? up.group(1) : "";
    }

    private String log() throws IOException {
        Path current = root.resolve("var/log/polymeter/current");
        return Files.exists(current) ? Files.readString(current) : "";
    }

    private void end(Process svscan) throws IOException {
        svscan.destroy();
        shell("svc", "-dx", "service/polymeter", "service/polymeter/log");
        assertThat(Outcome.ends(svscan, Duration.ofSeconds(10))).isTrue();
        await().atMost(SOON).until(() -> svstat().contains("supervise not running"));
    }

    @Test
    void theServiceStaysUpWhileTheInverterSleepsAndTheBusIsAwayAndEndsWhenTold() throws Exception {
        configure();
        install();
        Process svscan = svscan();
        try (DbusDaemon bus = new DbusDaemon(root)) {
            String service = "com.victronenergy.pvinverter.polymeter_pv";
            await().atMost(SOON).until(() -> log().contains("shows inverter as " + service));
            String pid = pid();
            assertThat(pid).isNotEmpty();
            await().atMost(SOON).until(() -> bus.value(service, "/Connected").equals("0"));
            bus.kill();
            await().atMost(SOON).until(() -> log().contains("is gone"));
            bus.start();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> bus.value(service, "/Connected").equals("0"));
            assertThat(pid()).isEqualTo(pid);
            assertThat(log().lines().filter(line -> line.contains("polymeter ")).count())
                    .isEqualTo(1);
            shell("svc", "-d", "service/polymeter");
            await().atMost(SOON).until(() -> svstat().contains(": down"));
            shell("svc", "-u", "service/polymeter");
            await().atMost(SOON).until(() -> !pid().isEmpty() && !pid().equals(pid));
        } finally {
            end(svscan);
        }
    }

    @Test
    void aConfigurationThatBecameWrongIsNotTriedEverySecond() throws Exception {
        configure();
        install();
        Files.writeString(home.resolve("polymeter.yaml"), "meters: { m: { simulat: {} } }\n");
        Process svscan = svscan();
        try {
            await().atMost(SOON).until(() -> log().contains("ended right after its start"));
            String pid = pid();
            // It waits now; what would be started every second has another number soon.
            await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> pid().equals(pid));
            configure();
            shell("svc", "-t", "service/polymeter");
            await().atMost(SOON).until(() -> log().contains("pv.victron: "));
        } finally {
            end(svscan);
        }
    }

    @Test
    void shellcheckHasNothingToSay() throws IOException {
        assertThat(shell(
                        "shellcheck",
                        Checkouts.path("packaging/venus/pack").toString(),
                        home.resolve("install.sh").toString(),
                        home.resolve("uninstall.sh").toString(),
                        home.resolve("service/run").toString(),
                        home.resolve("service/log/run").toString()))
                .isEmpty();
    }
}
