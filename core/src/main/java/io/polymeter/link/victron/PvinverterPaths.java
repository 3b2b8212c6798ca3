package io.polymeter.link.victron;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.kind.VictronSink.Place;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.view.FreshValues;

/// `com.victronenergy.pvinverter`: positive power is produced, Forward is produced energy.
record PvinverterPaths(PhaseRule rule, Place place) implements ServicePaths {

    @Override
    public void draw(ServiceUpdate scene) {
        FreshValues values = scene.values();
        PathValues.Drawing to = scene.to();
        AcPaths.draw(scene, rule);
        scene.show(MeasuredPath.PVINVERTER);
        Point rated = Point.of(Quantity.RATED_POWER);
        to.put("/Ac/MaxPower", ValueFormat.POWER, values.latest(rated), values.derived(rated));
        // A valid one tells the GX device that it may be written: only the link knows.
        to.invalid("/Ac/PowerLimit");
        to.put("/Ac/NumberOfPhases", AcPaths.phases(scene));
        to.put(
                "/Position",
                switch (place) {
                    case AC_INPUT_1 -> 0;
                    case AC_OUTPUT -> 1;
                    case AC_INPUT_2 -> 2;
                });
        double state = scene.fresh(Quantity.STATE);
        to.put("/StatusCode", InverterState.statusCode(state));
        to.put("/ErrorCode", errorCode(scene, state));
        to.put("/Info/MeasurementModel", model(values, Quantity.ACTIVE_POWER));
        to.put("/Info/LimiterModel", model(values, Quantity.POWER_LIMIT));
        to.put("/DataManagerVersion", values.text(Quantity.OPTIONS));
    }

    /// 0 unless the inverter says that it has a fault, and then its manufacturer's number for that.
    private static PathValue errorCode(ServiceUpdate scene, double state) {
        if (!scene.values().alive()) {
            return PathValue.INVALID;
        }
        double vendor = scene.fresh(Quantity.VENDOR_STATE);
        if (state != InverterState.FAULT) {
            return PathValue.of(0);
        }
        return Double.isNaN(vendor) ? PathValue.INVALID : PathValue.of((int) vendor);
    }

    /// The SunSpec model that a point is read from: rows of a walked chain are named `103.W`.
    private static PathValue model(FreshValues values, Quantity quantity) {
        Profile profile = values.state().profile();
        if (profile == null) {
            return PathValue.INVALID;
        }
        for (Row row : profile.rows()) {
            if (row.point() == Point.of(quantity)) {
                String digits = row.name().replaceFirst("[-.].*", "");
                return digits.matches("[0-9]{1,5}") ? PathValue.of(Integer.parseInt(digits)) : PathValue.INVALID;
            }
        }
        return PathValue.INVALID;
    }

    /// Victron's number for PV inverters that speak SunSpec.
    @Override
    public int productId() {
        return 0xA144;
    }

    @Override
    public String productName() {
        return "PV inverter";
    }
}
