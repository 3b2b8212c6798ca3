package io.polymeter.config.kind;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;

/// Checks what sources of documents have in common: a profile says what there is, or the configuration does.
final class DocumentChecks {

    private final Problems problems;
    private final String at;
    private final boolean profile;

    /// @param at the path of the source, e.g. `meters.grid.http`
    DocumentChecks(String at, MeterSettings meter, Problems problems) {
        this.problems = problems;
        this.at = at;
        this.profile = meter.profile() != null;
    }

    /// The points are named exactly once.
    void points() {
        boolean given = problems.given(at + ".points");
        if (profile && given) {
            problems.keyError(
                    at + ".points",
                    Message.of(
                            "cannot-combined-profile-names",
                            "cannot be combined with 'profile', which names the points"));
        } else if (!profile && !given) {
            problems.keyError(
                    at, Message.of("needs-key-points-or", "needs the key 'points', or the meter the key 'profile'"));
        }
    }

    /// A key that is for devices with a profile alone.
    void onlyWithProfile(String key) {
        if (!profile && problems.given(at + "." + key)) {
            problems.keyError(at + "." + key, Message.of("requires-meter-profile", "requires the meter's 'profile'"));
        }
    }

    /// A key that is for what has no profile alone.
    void onlyWithoutProfile(String key) {
        if (profile && problems.given(at + "." + key)) {
            problems.keyError(
                    at + "." + key,
                    Message.of("cannot-combined-profile-says", "cannot be combined with 'profile', which says it"));
        }
    }
}
