package io.polymeter.fleet.site;

/// Quarter-hours, told by the instant they begin at.
public final class Quarter {

    /// Milliseconds of one.
    public static final long MILLIS = 900_000;

    private static final long DAY = 96 * MILLIS;

    private Quarter() {}

    /// The beginning of the quarter-hour that holds an instant.
    public static long of(long at) {
        return at - Math.floorMod(at, MILLIS);
    }

    /// The beginning of the day (UTC) that holds an instant.
    public static long day(long at) {
        return at - Math.floorMod(at, DAY);
    }
}
