package io.polymeter.link.victron;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.List;

/// A path that shows one measured point as it is. What is computed, such as the power of a phase, is not in these
/// tables but in [AcPaths] and the paths of each kind.
///
/// @param format how the number is written
/// @param keptWhenStale true: the latest value stays, as for counters; false: invalid when it is not measured
///     now
record MeasuredPath(String path, Point point, ValueFormat format, boolean keptWhenStale) {

    /// What grid meters and PV inverters share.
    static final List<MeasuredPath> AC = List.of(
            measured("/Ac/L1/Voltage", Quantity.VOLTAGE, Phase.L1, ValueFormat.VOLTAGE),
            measured("/Ac/L2/Voltage", Quantity.VOLTAGE, Phase.L2, ValueFormat.VOLTAGE),
            measured("/Ac/L3/Voltage", Quantity.VOLTAGE, Phase.L3, ValueFormat.VOLTAGE),
            measured("/Ac/L1/Current", Quantity.CURRENT, Phase.L1, ValueFormat.CURRENT),
            measured("/Ac/L2/Current", Quantity.CURRENT, Phase.L2, ValueFormat.CURRENT),
            measured("/Ac/L3/Current", Quantity.CURRENT, Phase.L3, ValueFormat.CURRENT),
            measured("/Ac/Frequency", Quantity.FREQUENCY, Phase.TOTAL, ValueFormat.FREQUENCY));

    /// `com.victronenergy.grid` alone. Forward is what the site takes.
    static final List<MeasuredPath> GRID = List.of(
            kept("/Ac/Energy/Forward", Quantity.ACTIVE_ENERGY_IMPORT, Phase.TOTAL),
            kept("/Ac/L1/Energy/Forward", Quantity.ACTIVE_ENERGY_IMPORT, Phase.L1),
            kept("/Ac/L2/Energy/Forward", Quantity.ACTIVE_ENERGY_IMPORT, Phase.L2),
            kept("/Ac/L3/Energy/Forward", Quantity.ACTIVE_ENERGY_IMPORT, Phase.L3),
            kept("/Ac/Energy/Reverse", Quantity.ACTIVE_ENERGY_EXPORT, Phase.TOTAL),
            kept("/Ac/L1/Energy/Reverse", Quantity.ACTIVE_ENERGY_EXPORT, Phase.L1),
            kept("/Ac/L2/Energy/Reverse", Quantity.ACTIVE_ENERGY_EXPORT, Phase.L2),
            kept("/Ac/L3/Energy/Reverse", Quantity.ACTIVE_ENERGY_EXPORT, Phase.L3),
            measured("/Ac/PowerFactor", Quantity.POWER_FACTOR, Phase.TOTAL, ValueFormat.POWER_FACTOR),
            measured("/Ac/L1/PowerFactor", Quantity.POWER_FACTOR, Phase.L1, ValueFormat.POWER_FACTOR),
            measured("/Ac/L2/PowerFactor", Quantity.POWER_FACTOR, Phase.L2, ValueFormat.POWER_FACTOR),
            measured("/Ac/L3/PowerFactor", Quantity.POWER_FACTOR, Phase.L3, ValueFormat.POWER_FACTOR),
            measured("/Ac/N/Current", Quantity.CURRENT, Phase.N, ValueFormat.CURRENT),
            measured("/Ac/PENVoltage", Quantity.VOLTAGE, Phase.N, ValueFormat.VOLTAGE));

    /// `com.victronenergy.pvinverter` alone. Forward is what it produces.
    static final List<MeasuredPath> PVINVERTER = List.of(
            kept("/Ac/Energy/Forward", Quantity.ACTIVE_ENERGY_EXPORT, Phase.TOTAL),
            kept("/Ac/L1/Energy/Forward", Quantity.ACTIVE_ENERGY_EXPORT, Phase.L1),
            kept("/Ac/L2/Energy/Forward", Quantity.ACTIVE_ENERGY_EXPORT, Phase.L2),
            kept("/Ac/L3/Energy/Forward", Quantity.ACTIVE_ENERGY_EXPORT, Phase.L3),
            measured("/Ac/Current", Quantity.CURRENT, Phase.TOTAL, ValueFormat.CURRENT),
            measured("/Pv/0/V", Quantity.DC_VOLTAGE, Phase.TOTAL, ValueFormat.VOLTAGE),
            measured("/Pv/0/P", Quantity.DC_POWER, Phase.TOTAL, ValueFormat.POWER));

    private static MeasuredPath measured(String path, Quantity quantity, Phase phase, ValueFormat format) {
        return new MeasuredPath(path, Point.of(quantity, phase), format, false);
    }

    private static MeasuredPath kept(String path, Quantity quantity, Phase phase) {
        return new MeasuredPath(path, Point.of(quantity, phase), ValueFormat.ENERGY, true);
    }
}
