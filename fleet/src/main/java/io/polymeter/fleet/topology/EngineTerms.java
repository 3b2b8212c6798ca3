package io.polymeter.fleet.topology;

import io.polymeter.fleet.site.SiteTimeouts;
import java.time.Duration;

/// How the engine works.
///
/// @param site how patient it is with a site
/// @param grace what a meter is given beyond three of its intervals before it counts as silent
/// @param mostAsked how many gateways a task asks for old values at once
/// @param rebirthsPerSecond how many gateways a task asks for their births in a second
public record EngineTerms(SiteTimeouts site, Duration grace, int mostAsked, int rebirthsPerSecond) {

    /// Gateways of the whole fleet that are asked for old values at once.
    private static final int MAX_ASKED = 200;

    private static final int REBIRTHS_PER_SECOND = 320;

    /// The usual ones.
    ///
    /// @param partitions among which the fleet's limits are divided
    public static EngineTerms standard(int partitions) {
        return new EngineTerms(
                SiteTimeouts.STANDARD,
                Duration.ofSeconds(5),
                Math.max(1, MAX_ASKED / partitions),
                Math.max(1, REBIRTHS_PER_SECOND / partitions));
    }
}
