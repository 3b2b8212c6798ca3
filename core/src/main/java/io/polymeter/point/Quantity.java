package io.polymeter.point;

import java.util.Set;

/// What can be measured. The closed vocabulary: a name here is a name in configuration, profiles, API and topics.
///
/// OBIS codes: IEC 62056-61, value groups `1-0:C.D.E`; per phase C rises by 20. SunSpec names: meter models
/// 201 to 214.
public enum Quantity {
    ACTIVE_POWER("active-power", Unit.WATT, Kind.LIVE, "16.7.0", "W"),
    REACTIVE_POWER("reactive-power", Unit.VAR, Kind.LIVE, "3.7.0", "VAR"),
    APPARENT_POWER("apparent-power", Unit.VOLT_AMPERE, Kind.LIVE, "9.7.0", "VA"),
    POWER_FACTOR("power-factor", Unit.NONE, Kind.LIVE, "13.7.0", "PF"),
    CURRENT("current", Unit.AMPERE, Kind.LIVE, "11.7.0", "A"),
    VOLTAGE("voltage", Unit.VOLT, Kind.LIVE, "12.7.0", "PhV"),
    /// Between phases; the total is the mean of the three.
    LINE_VOLTAGE("line-voltage", Unit.VOLT, Kind.LIVE, "", "PPV"),
    FREQUENCY("frequency", Unit.HERTZ, Kind.LIVE, "14.7.0", "Hz"),
    ACTIVE_ENERGY_IMPORT("active-energy-import", Unit.WATT_HOUR, Kind.ENERGY, "1.8.0", "TotWhImp"),
    ACTIVE_ENERGY_EXPORT("active-energy-export", Unit.WATT_HOUR, Kind.ENERGY, "2.8.0", "TotWhExp"),
    REACTIVE_ENERGY_IMPORT("reactive-energy-import", Unit.VAR_HOUR, Kind.ENERGY, "3.8.0", ""),
    REACTIVE_ENERGY_EXPORT("reactive-energy-export", Unit.VAR_HOUR, Kind.ENERGY, "4.8.0", ""),
    APPARENT_ENERGY_IMPORT("apparent-energy-import", Unit.VOLT_AMPERE_HOUR, Kind.ENERGY, "9.8.0", "TotVAhImp"),
    APPARENT_ENERGY_EXPORT("apparent-energy-export", Unit.VOLT_AMPERE_HOUR, Kind.ENERGY, "10.8.0", "TotVAhExp"),
    DC_POWER("dc-power", Unit.WATT, Kind.LIVE, "", "DCW"),
    DC_VOLTAGE("dc-voltage", Unit.VOLT, Kind.LIVE, "", "DCV"),
    DC_CURRENT("dc-current", Unit.AMPERE, Kind.LIVE, "", "DCA"),
    IRRADIANCE("irradiance", Unit.WATT_PER_SQUARE_METRE, Kind.LIVE, "", ""),
    CELL_TEMPERATURE("cell-temperature", Unit.CELSIUS, Kind.LIVE, "", ""),
    CABINET_TEMPERATURE("cabinet-temperature", Unit.CELSIUS, Kind.LIVE, "", "TmpCab"),
    HEAT_SINK_TEMPERATURE("heat-sink-temperature", Unit.CELSIUS, Kind.LIVE, "", "TmpSnk"),
    TRANSFORMER_TEMPERATURE("transformer-temperature", Unit.CELSIUS, Kind.LIVE, "", "TmpTrns"),
    AMBIENT_TEMPERATURE("ambient-temperature", Unit.CELSIUS, Kind.LIVE, "", "TmpAmb"),
    /// A temperature of which the device does not say where it is measured.
    OTHER_TEMPERATURE("other-temperature", Unit.CELSIUS, Kind.LIVE, "", "TmpOt"),
    STATE_OF_CHARGE("state-of-charge", Unit.PERCENT, Kind.LIVE, "", "SoC"),
    /// What a battery still holds, in percent of what it held when it was new.
    STATE_OF_HEALTH("state-of-health", Unit.PERCENT, Kind.LIVE, "", "SoH"),
    /// What a battery does: 1 off, 2 empty, 3 discharging, 4 charging, 5 full, 6 holding, 7 testing (SunSpec model 124,
    /// point ChaSt).
    CHARGE_STATE("charge-state", Unit.NONE, Kind.LIVE, "", "ChaSt"),
    /// What a battery holds when it is full.
    CAPACITY("capacity", Unit.WATT_HOUR, Kind.IDENTITY, "", "WHRtg"),
    /// What a vehicle took since it was plugged in; begins anew with each session.
    SESSION_ENERGY("session-energy", Unit.WATT_HOUR, Kind.LIVE, "", ""),
    /// The SunSpec operating state of an inverter, 1 off to 8 standby (model 103, point St).
    STATE("state", Unit.NONE, Kind.LIVE, "", "St"),
    VENDOR_STATE("vendor-state", Unit.NONE, Kind.LIVE, "", "StVnd"),
    /// The highest power a device can deliver.
    RATED_POWER("rated-power", Unit.WATT, Kind.IDENTITY, "", "WRtg"),
    /// The power limit in force, in percent of the rated power.
    POWER_LIMIT("power-limit", Unit.PERCENT, Kind.LIVE, "", "WMaxLimPct"),
    /// 1 where the power limit is in force, 0 where it is not.
    POWER_LIMIT_ENABLED("power-limit-enabled", Unit.NONE, Kind.LIVE, "", "WMaxLim_Ena"),
    /// When the device says it measured, seconds since 1970 UTC.
    MEASURED_AT("measured-at", Unit.SECOND, Kind.LIVE, "", ""),
    MANUFACTURER("manufacturer", Unit.NONE, Kind.IDENTITY, "", "Mn"),
    MODEL("model", Unit.NONE, Kind.IDENTITY, "", "Md"),
    OPTIONS("options", Unit.NONE, Kind.IDENTITY, "", "Opt"),
    VERSION("version", Unit.NONE, Kind.IDENTITY, "", "Vr"),
    SERIAL("serial", Unit.NONE, Kind.IDENTITY, "", "SN");

    /// How a quantity ages.
    public enum Kind {
        /// Changes with every cycle.
        LIVE,
        /// A counter.
        ENERGY,
        /// Never ages.
        IDENTITY
    }

    private final String id;
    private final Unit unit;
    private final Kind kind;
    private final String obis;
    private final String sunspec;

    Quantity(String id, Unit unit, Kind kind, String obis, String sunspec) {
        this.id = id;
        this.unit = unit;
        this.kind = kind;
        this.obis = obis;
        this.sunspec = sunspec;
    }

    /// False for what names a device, and for what it is set to or is doing.
    public boolean isMeasured() {
        return switch (this) {
            case STATE, VENDOR_STATE, CHARGE_STATE, POWER_LIMIT, POWER_LIMIT_ENABLED, MEASURED_AT -> false;
            default -> kind != Kind.IDENTITY;
        };
    }

    /// The name in configuration and profiles, e.g. `active-power`.
    public String id() {
        return id;
    }

    /// The unit of its values.
    public Unit unit() {
        return unit;
    }

    /// How it ages.
    public Kind kind() {
        return kind;
    }

    /// True where the value is text (a name, a serial number), not a number.
    public boolean isText() {
        return switch (this) {
            case MANUFACTURER, MODEL, OPTIONS, VERSION, SERIAL -> true;
            default -> false;
        };
    }

    /// Where it may be measured; the total alone for what never ages.
    public Set<Phase> places() {
        return switch (this) {
            case DC_POWER, DC_VOLTAGE, DC_CURRENT -> Phase.DC;
            default -> kind == Kind.IDENTITY ? Set.of(Phase.TOTAL) : Phase.AC;
        };
    }

    String obis() {
        return obis;
    }

    String sunspec() {
        return sunspec;
    }
}
