package io.polymeter.lab.interop;

import io.polymeter.lab.peer.Proof;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One of the faults of `docs/faults.md`: six sources, five consumers of each.
@Timeout(119)
class FaultsIT {

    @Test
    void noConsumerIsServedWhatIsNotSo(@TempDir Path directory) throws Exception {
        Proof.holds(directory, "faults", "--sample", "1");
    }
}
