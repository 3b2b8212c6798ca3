package io.polymeter.fleet.site;

import java.time.Duration;

/// How patient the fleet is.
///
/// @param interval between two messages of a meter, where the site does not say
/// @param settle how long after a quarter-hour its first figures are told
/// @param missing how long a gap may last before its values are asked for
/// @param horizon how far back quarter-hours may still change
/// @param frozen how long a power other than 0 may stay the same to the last digit
public record SiteTimeouts(Duration interval, Duration settle, Duration missing, Duration horizon, Duration frozen) {

    /// The usual ones.
    public static final SiteTimeouts STANDARD = new SiteTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofDays(7),
            Duration.ofHours(2));

    /// What is later than the front's clock by more than this is refused.
    static final long FUTURE = Duration.ofMinutes(2).toMillis();

    /// How long an answer to a request for old values may take.
    static final long ANSWER = Duration.ofSeconds(60).toMillis();

    /// How long nothing old must have come until an answer counts as whole.
    static final long QUIET = Duration.ofSeconds(15).toMillis();

    /// How often old values are asked for before they are lost.
    static final int ASKED = 5;

    /// How often births or a command are asked for again.
    static final long AGAIN = Duration.ofSeconds(60).toMillis();
}
