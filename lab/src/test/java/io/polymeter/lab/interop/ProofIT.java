package io.polymeter.lab.interop;

import io.polymeter.lab.peer.Proof;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Samples of what `lab/prove` does for minutes by hand.
@Timeout(119)
class ProofIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kills --count 14",
                "reloads --count 300 --seconds 25",
                "writes --seconds 15",
                "siege --scale 0.05"
            })
    void thePromiseHolds(String words, @TempDir Path directory) throws Exception {
        Proof.holds(directory, words.split(" ", -1));
    }
}
