package io.polymeter.link.victron;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.dbus.DbusValue;
import io.polymeter.point.Quantity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.victronenergy.grid`: positive power comes from the grid, Forward is imported, Reverse exported.
///
/// @param every how often the meter is read, null where that is not known; the GX device's control loop
///     follows it
record GridPaths(PhaseRule rule, @Nullable Duration every) implements ServicePaths {

    private static final PathValue ROLES =
            new PathValue(new DbusValue.Array("s", List.of(new DbusValue.Text("grid"))), "['grid']");

    @Override
    public void draw(ServiceUpdate scene) {
        AcPaths.draw(scene, rule);
        scene.show(MeasuredPath.GRID);
        PathValues.Drawing to = scene.to();
        to.put("/NrOfPhases", AcPaths.phases(scene));
        to.put("/DeviceType", 0);
        to.put("/ErrorCode", scene.values().alive() ? PathValue.of(0) : PathValue.INVALID);
        to.put("/Role", "grid");
        to.put("/AllowedRoles", ROLES);
        Duration interval = every;
        to.put("/RefreshTime", interval == null ? PathValue.INVALID : PathValue.of((int) interval.toMillis()));
        to.put("/Model", scene.values().text(Quantity.MODEL));
        // Known to Victron's list, and never to us: other roles, other meters.
        to.invalid("/PhaseSequence", "/Position", "/IsGenericEnergyMeter", "/Current", "/Error/0/Id");
    }

    @Override
    public int productId() {
        return 16;
    }

    @Override
    public String productName() {
        return "Grid meter";
    }
}
