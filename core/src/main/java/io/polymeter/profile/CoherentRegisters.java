package io.polymeter.profile;

import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;

/// Registers that are of one moment only if they are read at once: a magnitude and its sign, a value and its scale
/// factor, the halves of a counter.
final class CoherentRegisters {

    private CoherentRegisters() {}

    /// The runs of registers that make one value between them, from the first to the last.
    static List<Range> of(List<Row> rows) {
        List<Range> ties = new ArrayList<>();
        for (Row row : rows) {
            Row.Sign sign = row.format().turn().sign();
            if (sign != null) {
                ties.add(row.range().span(new Range(sign.at(), 1)));
            }
            if (row.format().scaleAt() >= 0) {
                ties.add(row.range().span(new Range(row.format().scaleAt(), 1)));
            }
            for (Row other : rows) {
                if (row.isOneHalf()
                        && other.isOneHalf()
                        && row.point() == other.point()
                        && row.range().address() < other.range().address()) {
                    ties.add(row.range().span(other.range()));
                }
            }
        }
        return ties;
    }
}
