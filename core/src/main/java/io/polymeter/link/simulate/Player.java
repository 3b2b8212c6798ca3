package io.polymeter.link.simulate;

import io.polymeter.point.Readings;
import org.jspecify.annotations.Nullable;

/// A scenario being played: a step at a time.
interface Player {

    /// The readings at a moment; null where the meter is lost.
    ///
    /// @param second scenario seconds: of the day for built-in days, since the start for scripts
    /// @param seconds scenario seconds since the step before
    /// @param instant the monotonic instant the readings carry
    @Nullable
    Readings step(double second, double seconds, long instant);

    /// Tells what the battery does from now on, where that is not the player's to say.
    default void storage(HouseholdStage.Storage now) {
        // Most have none.
    }
}
