package io.polymeter.fleet.site;

/// Whether what a meter says can be: its power moves, and its energy goes with its power.
final class Plausibility {

    /// Between energy and power a tenth, and 50 Wh, are no reason to doubt.
    private static final double SHARE = 0.1;

    private static final double SLACK = 50_000;

    private Plausibility() {}

    /// Looks at a quarter-hour that is being told.
    static void judge(Step step, String name, SiteMeter meter, Window window) {
        StoredQuarter row = window.row();
        Long imported = row.energy().imported();
        Long mean = row.energy().meanPower();
        if (mean == null || imported == null || !row.cover().complete()) {
            return;
        }
        Long exported = row.energy().exported();
        double counted = imported - (exported == null ? 0.0 : exported);
        double expected = mean / 4.0;
        if (exported == null && expected < 0) {
            return;
        }
        boolean doubtful =
                Math.abs(counted - expected) > SLACK + SHARE * Math.max(Math.abs(counted), Math.abs(expected));
        if (doubtful != meter.implausible) {
            meter.implausible = doubtful;
            step.notice(
                    doubtful ? Effect.What.IMPLAUSIBLE : Effect.What.PLAUSIBLE,
                    name,
                    doubtful
                            ? "Counters say %.3f kWh in a quarter-hour, the power says %.3f kWh."
                                    .formatted(counted / 1e6, expected / 1e6)
                            : "Counters and power go together again.");
        }
    }

    /// Notes a present power.
    static void power(Step step, String name, SiteMeter meter, boolean same) {
        if (!same || meter.powerSince == 0) {
            meter.powerSince = step.now();
            if (meter.frozen) {
                meter.frozen = false;
                step.notice(Effect.What.PLAUSIBLE, name, "The power moves again.");
            }
        } else if (!meter.frozen
                && step.now() - meter.powerSince > step.terms().frozen().toMillis()) {
            meter.frozen = true;
            step.notice(
                    Effect.What.FROZEN,
                    name,
                    "The power has been the same to the last digit for "
                            + step.terms().frozen().toMinutes() + " min.");
        }
    }
}
