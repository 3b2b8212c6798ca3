package io.polymeter.link.mqtt;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;

/// What a quantity is to Home Assistant.
///
/// @param deviceClass empty: it has no class for it, or has one in its newest versions alone
/// @param stateClass empty: no statistics
/// @param digits behind the decimal point, for people; -1: as they come
/// @param diagnostic true for what is not measured
record Sensor(String deviceClass, String stateClass, int digits, boolean diagnostic) {

    private static final String NOW = "measurement";
    // Energy shown never falls; where a counter is exchanged, it begins anew.
    private static final String COUNTER = "total_increasing";

    /// True where there is an entity for it. The device's own clock is in the message alone.
    static boolean shows(Point point) {
        return !point.quantity().isText() && point.quantity() != Quantity.MEASURED_AT;
    }

    static Sensor of(Quantity quantity) {
        return switch (quantity) {
            case ACTIVE_POWER, DC_POWER -> new Sensor("power", NOW, 0, false);
            case REACTIVE_POWER -> new Sensor("reactive_power", NOW, 0, false);
            case APPARENT_POWER -> new Sensor("apparent_power", NOW, 0, false);
            case POWER_FACTOR -> new Sensor("power_factor", NOW, 3, false);
            case CURRENT, DC_CURRENT -> new Sensor("current", NOW, 2, false);
            case VOLTAGE, LINE_VOLTAGE, DC_VOLTAGE -> new Sensor("voltage", NOW, 1, false);
            case FREQUENCY -> new Sensor("frequency", NOW, 2, false);
            case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_EXPORT -> new Sensor("energy", COUNTER, 0, false);
            case REACTIVE_ENERGY_IMPORT, REACTIVE_ENERGY_EXPORT, APPARENT_ENERGY_IMPORT, APPARENT_ENERGY_EXPORT ->
                new Sensor("", COUNTER, 0, false);
            case IRRADIANCE -> new Sensor("irradiance", NOW, 0, false);
            case CELL_TEMPERATURE,
                    CABINET_TEMPERATURE,
                    HEAT_SINK_TEMPERATURE,
                    TRANSFORMER_TEMPERATURE,
                    AMBIENT_TEMPERATURE,
                    OTHER_TEMPERATURE -> new Sensor("temperature", NOW, 1, false);
            case STATE_OF_CHARGE -> new Sensor("battery", NOW, 0, false);
            case STATE_OF_HEALTH, POWER_LIMIT -> new Sensor("", NOW, 1, false);
            case SESSION_ENERGY -> new Sensor("energy", COUNTER, 0, false);
            case CAPACITY -> new Sensor("energy_storage", NOW, 0, true);
            case RATED_POWER -> new Sensor("power", "", 0, true);
            case STATE, CHARGE_STATE, VENDOR_STATE, POWER_LIMIT_ENABLED -> new Sensor("", "", -1, true);
            case MEASURED_AT, MANUFACTURER, MODEL, OPTIONS, VERSION, SERIAL -> new Sensor("", "", -1, true);
        };
    }
}
