package io.polymeter.lab.interop.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The web page in a real browser, Debian's Chromium, on a running Polymeter whose source of values can be cut.
///
/// One program and one browser serve all tests: `lab/peers/node/page.js` goes through the promises once and prints
/// a line for each; every test here looks at its line.
class BrowserIT {

    private static final List<String> SAID = new ArrayList<>();

    @TempDir
    private static Path directory;

    private static Polymeter polymeter;

    @BeforeAll
    @Timeout(400)
    static void goThroughThePage() throws Exception {
        int page = Ports.free();
        int source = Ports.free();
        int plain = Ports.free();
        int secured = Ports.free();
        polymeter = Polymeter.run(directory, """
                site: { name: "<img src=x onerror=alert(1)>", timezone: Europe/Berlin }
                meters:
                  grid:
                    http: { url: "http://127.0.0.1:%d/status", every: 200ms, points: { active-power: power } }
                    role: grid
                    fresh-for: 1s
                  pv:
                    profile: kostal-ksem
                    simulate: { scenario: summer-day }
                    role: producer
                  mirror:
                    profile: fronius-smart-meter
                    modbus: { poll: "tcp://127.0.0.1:%d", unit: 1 }
                    role: consumer
                outputs:
                  gen24:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: ["tcp://127.0.0.1:%d", "tls://127.0.0.1:%d"], unit: 1 }
                    identity: { manufacturer: "<img src=x onerror=a(2)>" }
                http: { listen: "127.0.0.1:%d", password: sunshine }
                history: {}
                """.formatted(source, plain, plain, secured, page));
        polymeter.listening(page);
        TlsFiles wallbox = TlsFiles.make(directory, "wallbox");
        TlsFiles hostile = TlsFiles.make(directory, "hostile", "-subj", "/CN=<img src=x onerror=alert(3)>");
        Files.copy(hostile.certificate(), directory.resolve("wallbox.pem.hostile"));
        Files.copy(hostile.key(), directory.resolve("wallbox.key.hostile"));
        browse(List.of(
                "http://127.0.0.1:" + page + "/",
                directory.resolve("polymeter.yaml").toString(),
                String.valueOf(polymeter.pid()),
                String.valueOf(source),
                String.valueOf(plain),
                String.valueOf(secured),
                wallbox.certificate().toString(),
                wallbox.key().toString()));
    }

    private static void browse(List<String> arguments) throws IOException {
        Path out = directory.resolve("page.out");
        List<String> command = Stream.concat(
                        Stream.of(
                                "node", Checkouts.path("lab/peers/node/page.js").toString()),
                        arguments.stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(Map.of("HOME", directory.toString()));
        Process process = builder.start();
        boolean ended = Outcome.ends(process, java.time.Duration.ofMinutes(6));
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        SAID.addAll(Files.readAllLines(out));
        SAID.forEach(System.out::println);
        assertThat(ended).as("the browser came to its end: %s", SAID).isTrue();
    }

    @AfterAll
    static void stop() {
        polymeter.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the house is one picture",
                "a problem is in title and icon",
                "a sleeping inverter is night",
                "energy is bars beside the day before",
                "what is shown can be taken along",
                "it is installable",
                "nothing jumps",
                "values move",
                "the direction is a word",
                "a cut source is seen",
                "a lost connection is seen",
                "a meter has a page",
                "an output tells who reads",
                "any register is explained",
                "the log is live",
                "accept works",
                "a bad configuration is refused with its line",
                "a change is shown, applied and taken back",
                "an output is added from the list of profiles",
                "the keyboard alone is enough",
                "a backup is taken and restored",
                "the history is taken and restored",
                "another meter is announced and taken back",
                "a test notification says what failed",
                "a phone is wide enough",
                "a phone is wide enough in German",
                "light and dark",
                "German is spoken",
                "hostile names stay text",
                "nothing serious for axe",
                "the dialog is accessible too",
                "the budget is kept",
                "motion is reduced"
            })
    void holds(String promise) {
        assertThat(SAID).as("what the browser said").contains("ok " + promise);
    }

    @Test
    void noPromiseIsBroken() {
        assertThat(SAID).noneMatch(line -> line.startsWith("not ok"));
        assertThat(SAID.stream().filter(line -> line.startsWith("ok "))).hasSize(33);
    }

    /// The one file that is not ours is the one that npm has, to the byte.
    @Test
    void theChartLibraryIsTheOneThatWasPublished() throws IOException {
        for (String file : List.of("uPlot.iife.min.js", "uPlot.min.css")) {
            assertThat(Checkouts.path("app/src/main/resources/ui/vendor/uplot/" + file))
                    .hasSameBinaryContentAs(Checkouts.path("lab/peers/node/node_modules/uplot/dist/" + file));
        }
    }
}
