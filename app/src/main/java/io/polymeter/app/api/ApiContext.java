package io.polymeter.app.api;

import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.log.LogBook;
import io.polymeter.config.Settings;
import io.polymeter.json.JsonObject;
import io.polymeter.runtime.Polymeter;
import java.time.Instant;

/// What the answers are made of.
///
/// @param version of the program
public record ApiContext(Polymeter polymeter, LiveConfiguration configuration, LogBook log, String version) {

    private static final long BEGAN = System.nanoTime();

    /// A picture of how everything is now.
    ApiSnapshot picture() {
        long up = (System.nanoTime() - BEGAN) / 1_000_000;
        return new ApiSnapshot(polymeter.snapshot(), new ApiSnapshot.Moment(Instant.now(), up));
    }

    /// Where power flows in the house now.
    public JsonObject flow() {
        return HouseJson.of(picture());
    }

    /// The settings that run.
    Settings settings() {
        return polymeter.plan().settings();
    }
}
