package io.polymeter.app.history;

import java.util.HashMap;
import java.util.Map;

/// How far each energy counter was, and how much it has gained since: every watt-hour counts once, whatever the
/// clock does and however long nothing was heard.
final class EnergyDeltas {

    private final Map<Series, Double> last;

    EnergyDeltas(Map<Series, Double> last) {
        this.last = new HashMap<>(last);
    }

    /// What a counter gained over the seconds of a batch. A counter that is heard for the first time, or begins
    /// anew, gains nothing by that.
    double growth(Series series, double[] values) {
        double growth = 0;
        for (double value : values) {
            if (Double.isNaN(value)) {
                continue;
            }
            Double before = last.put(series, value);
            if (before != null && value > before) {
                growth += value - before;
            }
        }
        return growth;
    }

    /// A value that was stored; counters do not fall, so the greatest is the last.
    void seen(Series series, double[] values) {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                last.merge(series, value, Math::max);
            }
        }
    }

    Map<Series, Double> last() {
        return Map.copyOf(last);
    }
}
