package io.polymeter.fleet.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Small storms, each by its command (`MeasuringCommand`): `BirthStorm`, `StrangerStorm` and `KillStorm` with
/// what they are made of (`StormWorld`, `StormFront`, `StormSink`, `AwaySites`, `FrontClient`,
/// `SyntheticSites`), and `EngineStorm` with its `LagMeter`, for which `DeadEngines` ends what the killed
/// engine had begun. Rescaling, silence, replay and a day without a broker take minutes each: they are run by hand.
@Timeout(420)
class FleetStormsIT {

    @TempDir
    private Path directory;

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("lab/fleet-storm"))) {
                return at;
            }
        }
        throw new AssertionError("this runs within a checkout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "births --sites 500 --connections 10",
                "strangers --connections 120 --seconds 1",
                "takeover --sites 100 --rate 300 --seconds 5",
                "kills --sites 100 --rate 400 --seconds 1 --connections 2"
            })
    void isHeld(String storm) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(root().resolve("lab/fleet-storm").toString()));
        command.addAll(List.of(storm.split(" ", -1)));
        Path out = directory.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("POLYMETER_JAVA", System.getProperty("java.home"));
        builder.environment().put("POLYMETER_JAVA_OPTS", "-Djava.io.tmpdir=" + directory);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(400, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroy();
        }
        String said = Files.readString(out, StandardCharsets.UTF_8);
        // Whether a time is kept depends on what else the machine does.
        assertThat(said).containsPattern("(?i)held\n$").doesNotContain("WRONG");
        assertThat(process.exitValue()).as(said).isEqualTo(said.contains(": MISSED") ? 1 : 0);
        try (var left = Files.list(directory)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("polymeter-storm"));
        }
    }
}
