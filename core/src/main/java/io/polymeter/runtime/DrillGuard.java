package io.polymeter.runtime;

import io.polymeter.config.Current;
import io.polymeter.config.OutputRole;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Role;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.util.List;

/// Refuses a drill where a consumer that is told nothing could do harm.
final class DrillGuard {

    /// The share of a limit that is near it.
    private static final double NEAR = 0.9;

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    private DrillGuard() {}

    static void check(Polymeter polymeter, ProtocolLinks.Output output, Meter meter) throws Drill.RefusedException {
        Readings readings = meter.state().readings();
        PlannedMeter planned = polymeter.plan().meters().get(meter.name());
        Current rated = planned == null ? null : planned.settings().ratedCurrent();
        if (rated != null) {
            for (Phase phase : List.of(Phase.L1, Phase.L2, Phase.L3)) {
                double current = Math.abs(readings.value(Point.of(Quantity.CURRENT, phase)));
                if (current >= NEAR * rated.amperes()) {
                    throw new Drill.RefusedException(Message.of(
                            "near-limit-flow-on",
                            "near a limit: {round} A flow on {phase}, and 'rated-current' of {meter} is {rated}",
                            Math.round(current),
                            phase,
                            meter.name(),
                            rated));
                }
            }
        }
        OutputSettings settings = polymeter.plan().settings().outputs().get(output.name());
        if (settings != null && settings.role() == OutputRole.LIMIT) {
            checkLimit(polymeter, output.name(), readings);
        }
    }

    /// How much may be fed in is known to the consumer alone.
    private static void checkLimit(Polymeter polymeter, String output, Readings readings)
            throws Drill.RefusedException {
        double power = readings.value(POWER);
        if (Double.isNaN(power)) {
            throw new Drill.RefusedException(Message.of(
                    "near-limit-role-limit",
                    "near a limit: {output} has 'role: limit', and the power is not known at present",
                    output));
        }
        if (power < 0) {
            throw new Drill.RefusedException(Message.of(
                    "near-limit-role-limit-w",
                    "near a limit: {output} has 'role: limit', and {round} W are fed in; wait until nothing is",
                    output,
                    Math.round(-power)));
        }
        for (Meter storage : polymeter.meters().all()) {
            if (storage.role() == Role.STORAGE
                    && Double.isNaN(storage.state().readings().value(Point.of(Quantity.STATE_OF_CHARGE)))) {
                throw new Drill.RefusedException(Message.of(
                        "near-limit-role-limit-state",
                        "near a limit: {output} has 'role: limit', and the state of charge of {storage} is not known",
                        output,
                        storage.name()));
            }
        }
    }
}
