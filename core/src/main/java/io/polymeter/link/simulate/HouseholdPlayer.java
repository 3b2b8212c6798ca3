package io.polymeter.link.simulate;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import org.jspecify.annotations.Nullable;

/// One meter of a [Household]: what it would show.
final class HouseholdPlayer implements Player {

    private static final double RATED = 10_000;
    private static final double[] PV_SHARE = {0.34, 0.33, 0.33};

    private final Household house;
    private final Role role;
    private final Battery battery = new Battery();
    private final ThreePhase meter = new ThreePhase();
    private HouseholdStage.@Nullable Storage given;

    /// Where in the house the meter sits.
    enum Role {
        /// At the grid connection: import positive.
        GRID,
        /// At the inverter: production positive.
        PV,
        /// At the battery: charging positive.
        BATTERY,
        /// At the wallbox: charging positive.
        WALLBOX,
        /// What the house itself takes, without battery and wallbox. No meter sits there.
        HOUSE
    }

    HouseholdPlayer(Household house, Role role) {
        this.house = house;
        this.role = role;
    }

    @Override
    public void storage(HouseholdStage.Storage now) {
        given = now;
    }

    @Override
    public Readings step(double second, double seconds, long instant) {
        double pv = house.pv(second);
        double wallbox = house.wallbox(second);
        double load = house.load(0, second) + house.load(1, second) + house.load(2, second);
        double lag = 40 * Household.smooth(second / 4, 60) - 20;
        HouseholdStage.Storage told = given;
        double stored = told == null ? battery.step(pv - load - wallbox + lag, seconds) : battery.follow(told);
        double[] watts = new double[3];
        for (int i = 0; i < 3; i++) {
            watts[i] = switch (role) {
                case GRID -> house.load(i, second) + (wallbox + stored) / 3 - pv * PV_SHARE[i];
                case PV -> pv * PV_SHARE[i];
                case BATTERY -> stored / 3;
                case WALLBOX -> wallbox / 3;
                case HOUSE -> house.load(i, second);
            };
        }
        Readings readings = meter.step(watts, second, seconds, instant);
        return switch (role) {
            case PV ->
                asInverter(readings, pv, instant).toBuilder()
                        .put(Point.of(Quantity.STATE_OF_CHARGE), battery.stateOfCharge(), instant)
                        .build();
            case BATTERY -> battery.into(readings, stored, instant);
            case WALLBOX ->
                readings.toBuilder()
                        .put(Point.of(Quantity.SESSION_ENERGY), house.session(second), instant)
                        .build();
            case GRID, HOUSE -> readings;
        };
    }

    /// An inverter counts what it produces as delivered energy.
    private static Readings asInverter(Readings readings, double pv, long instant) {
        Readings.Builder builder = readings.toBuilder();
        for (Phase phase : new Phase[] {Phase.TOTAL, Phase.L1, Phase.L2, Phase.L3}) {
            Point in = Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase);
            Point out = Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase);
            builder.put(out, readings.value(in), instant).put(in, Double.NaN, instant);
        }
        double volts = 560 + pv / 100;
        boolean works = pv > 5;
        for (Phase phase : Quantity.DC_POWER.places()) {
            if (phase.isString()) {
                // Two strings; to the other inputs nothing is connected.
                double share = phase == Phase.S1 ? 0.6 : phase == Phase.S2 ? 0.4 : 0;
                builder.put(Point.of(Quantity.DC_POWER, phase), pv * share, instant)
                        .put(Point.of(Quantity.DC_VOLTAGE, phase), share * volts, instant)
                        .put(Point.of(Quantity.DC_CURRENT, phase), share == 0 ? 0 : pv / volts, instant);
            }
        }
        return builder.put(Point.of(Quantity.DC_POWER), pv * 1.027, instant)
                .put(Point.of(Quantity.DC_VOLTAGE), volts, instant)
                .put(Point.of(Quantity.DC_CURRENT), pv * 1.027 / volts, instant)
                .put(Point.of(Quantity.CABINET_TEMPERATURE), 21 + pv / 400, instant)
                .put(Point.of(Quantity.HEAT_SINK_TEMPERATURE), 22 + pv / 250, instant)
                .put(Point.of(Quantity.STATE), works ? 4 : 2, instant)
                // Numbers of the maker's own; these are no maker's.
                .put(Point.of(Quantity.VENDOR_STATE), works ? 40 : 20, instant)
                .put(Point.of(Quantity.RATED_POWER), RATED, instant)
                .put(Point.of(Quantity.POWER_LIMIT), 100, instant)
                .put(Point.of(Quantity.POWER_LIMIT_ENABLED), 0, instant)
                .build();
    }
}
