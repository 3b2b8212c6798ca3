package io.polymeter.link.victron;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.PhasePowers;

/// The paths below `/Ac` that grid meters and PV inverters share.
final class AcPaths {

    private static final Phase[] PHASES = {Phase.L1, Phase.L2, Phase.L3};

    private AcPaths() {}

    /// The measured paths, and the powers, which are computed where they are not measured.
    static void draw(ServiceUpdate scene, PhaseRule rule) {
        PhasePowers powers = PhasePowers.of(scene.values(), rule);
        Point total = Point.of(Quantity.ACTIVE_POWER);
        double watts = scene.values().fresh(total);
        boolean summed = Double.isNaN(watts);
        scene.to()
                .put(
                        "/Ac/Power",
                        ValueFormat.POWER,
                        summed ? sum(powers) : watts,
                        summed || scene.values().derived(total));
        for (int i = 0; i < PHASES.length; i++) {
            String path = "/Ac/" + PHASES[i];
            boolean derived = powers.derived() || scene.values().derived(Point.of(Quantity.ACTIVE_POWER, PHASES[i]));
            scene.to().put(path + "/Power", ValueFormat.POWER, powers.watts().get(i), derived);
        }
        scene.show(MeasuredPath.AC);
    }

    /// NaN where a phase is missing.
    private static double sum(PhasePowers powers) {
        return powers.watts().get(0) + powers.watts().get(1) + powers.watts().get(2);
    }

    /// How many phases the device has told anything of; invalid where none.
    static PathValue phases(ServiceUpdate scene) {
        int count = 0;
        for (Phase phase : PHASES) {
            boolean known = !Double.isNaN(scene.values().latest(Point.of(Quantity.VOLTAGE, phase)))
                    || !Double.isNaN(scene.values().latest(Point.of(Quantity.CURRENT, phase)))
                    || !Double.isNaN(scene.values().latest(Point.of(Quantity.ACTIVE_POWER, phase)));
            count += known ? 1 : 0;
        }
        return count == 0 ? PathValue.INVALID : PathValue.of(count);
    }
}
