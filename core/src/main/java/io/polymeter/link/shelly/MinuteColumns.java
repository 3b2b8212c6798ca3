package io.polymeter.link.shelly;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a Shelly's records by the minute, in its order (Shelly API documentation, component EMData; the order
/// and the decimals are those of public exports of a Pro 3EM). Energies in Wh, of that minute alone.
final class MinuteColumns {

    /// What a column tells of a point.
    enum Kind {
        /// How much a counter rose.
        RISE,
        GREATEST,
        LEAST,
        MEAN,
        /// What no meter here measures, such as the energy of the fundamental wave alone.
        NEVER
    }

    /// A column.
    ///
    /// @param point null where nothing measures it
    record MinuteColumn(String name, Kind kind, @Nullable Point point, int decimals) {}

    static final List<MinuteColumn> ALL = columns();

    private MinuteColumns() {}

    /// The names of all columns.
    static List<String> names() {
        return ALL.stream().map(MinuteColumn::name).toList();
    }

    private static List<MinuteColumn> columns() {
        List<MinuteColumn> columns = new ArrayList<>();
        for (int i = 0; i < EnergyMeterStatus.PHASES.size(); i++) {
            Phase phase = EnergyMeterStatus.PHASES.get(i);
            String letter = EnergyMeterStatus.LETTERS.get(i) + "_";
            columns.add(new MinuteColumn(
                    letter + "total_act_energy", Kind.RISE, at(Quantity.ACTIVE_ENERGY_IMPORT, phase), 4));
            columns.add(new MinuteColumn(letter + "fund_act_energy", Kind.NEVER, null, 4));
            columns.add(new MinuteColumn(
                    letter + "total_act_ret_energy", Kind.RISE, at(Quantity.ACTIVE_ENERGY_EXPORT, phase), 4));
            columns.add(new MinuteColumn(letter + "fund_act_ret_energy", Kind.NEVER, null, 4));
            columns.add(new MinuteColumn(letter + "lag_react_energy", Kind.NEVER, null, 4));
            columns.add(new MinuteColumn(letter + "lead_react_energy", Kind.NEVER, null, 4));
            columns.addAll(span(letter, "act_power", at(Quantity.ACTIVE_POWER, phase), 1));
            columns.addAll(span(letter, "aprt_power", at(Quantity.APPARENT_POWER, phase), 1));
            columns.addAll(span(letter, "voltage", at(Quantity.VOLTAGE, phase), 3));
            columns.add(new MinuteColumn(letter + "avg_voltage", Kind.MEAN, at(Quantity.VOLTAGE, phase), 3));
            columns.addAll(span(letter, "current", at(Quantity.CURRENT, phase), 3));
            columns.add(new MinuteColumn(letter + "avg_current", Kind.MEAN, at(Quantity.CURRENT, phase), 3));
        }
        columns.addAll(span("n_", "current", at(Quantity.CURRENT, Phase.N), 3));
        columns.add(new MinuteColumn("n_avg_current", Kind.MEAN, at(Quantity.CURRENT, Phase.N), 3));
        return List.copyOf(columns);
    }

    /// The greatest and the least value of a minute.
    private static List<MinuteColumn> span(String letter, String name, Point point, int decimals) {
        return List.of(
                new MinuteColumn(letter + "max_" + name, Kind.GREATEST, point, decimals),
                new MinuteColumn(letter + "min_" + name, Kind.LEAST, point, decimals));
    }

    private static Point at(Quantity quantity, Phase phase) {
        return Point.of(quantity, phase);
    }
}
