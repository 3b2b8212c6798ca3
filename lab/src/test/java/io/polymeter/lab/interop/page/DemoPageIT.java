package io.polymeter.lab.interop.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Demo;
import io.polymeter.lab.peer.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees and does on the page of the demonstration, in a real browser.
@Timeout(240)
class DemoPageIT {

    private static final Duration LIMIT = Duration.ofSeconds(200);

    @TempDir
    private Path directory;

    @Test
    void faultsAreBegunAndSeenAndEndedOnThePage() throws Exception {
        Path out = directory.resolve("browser.out");
        try (Demo demo = Demo.start(directory)) {
            ProcessBuilder builder = new ProcessBuilder(
                            "node", Checkouts.path("lab/peers/node/demo.js").toString(), demo.address())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().put("HOME", directory.toString());
            Process browser = builder.start();
            boolean ended = Outcome.ends(browser, LIMIT);
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
            List<String> said = Files.readAllLines(out);
            assertThat(ended).as("the browser came to its end: %s", said).isTrue();
            assertThat(said).hasSize(6).allMatch(line -> line.startsWith("ok "));
        }
    }
}
