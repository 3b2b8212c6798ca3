package io.polymeter.point;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The latest value of every point of a meter, each with the instant it was received. Immutable.
public final class Readings {

    /// Nothing received yet.
    public static final Readings NONE = new Readings(new double[0], new long[0], new boolean[0], Map.of());

    /// Arrays grow by one more than this.
    private static final int STEP = 31;

    private final double[] values;
    private final long[] instants;
    private final boolean[] derived;
    private final Map<Point, String> texts;

    private Readings(double[] values, long[] instants, boolean[] derived, Map<Point, String> texts) {
        this.values = values;
        this.instants = instants;
        this.derived = derived;
        this.texts = texts;
    }

    /// The value in the point's unit, NaN where there is none.
    public double value(Point point) {
        return point.index() < values.length ? values[point.index()] : Double.NaN;
    }

    /// True where a number or a text has been received.
    public boolean has(Point point) {
        return !Double.isNaN(value(point)) || texts.containsKey(point);
    }

    /// The text, null where there is none.
    public @Nullable String text(Point point) {
        return texts.get(point);
    }

    /// When the value was received: nanoseconds of the monotonic clock. Only meaningful where the point is there.
    public long instant(Point point) {
        return point.index() < instants.length ? instants[point.index()] : 0;
    }

    /// True where the value was computed here (a third of a total, integrated energy), not measured.
    public boolean derived(Point point) {
        return point.index() < derived.length && derived[point.index()];
    }

    /// A copy to change.
    public Builder toBuilder() {
        return new Builder(this);
    }

    /// Collects values for the next [Readings]; not for several threads.
    public static final class Builder {

        /// As long as the highest index needs: most meters have none of the later points, and there may be thousands
        /// of meters.
        private double[] values;

        private long[] instants;
        private boolean[] derived;
        private Map<Point, String> texts;
        /// True while a built object holds the arrays: the next change copies them first.
        private boolean shared = true;

        private Builder(Readings base) {
            values = base.values;
            instants = base.instants;
            derived = base.derived;
            texts = base.texts;
        }

        /// The value so far, NaN where there is none.
        double value(Point point) {
            return point.index() < values.length ? values[point.index()] : Double.NaN;
        }

        /// When that value was received.
        long instant(Point point) {
            return point.index() < instants.length ? instants[point.index()] : 0;
        }

        /// Sets a measured number; NaN makes the point absent.
        public Builder put(Point point, double value, long instant) {
            return put(point, value, instant, false);
        }

        /// Sets a number that was measured or derived.
        public Builder put(Point point, double value, long instant, boolean isDerived) {
            own(point.index());
            values[point.index()] = value;
            instants[point.index()] = instant;
            derived[point.index()] = isDerived;
            return this;
        }

        /// Sets a text.
        public Builder put(Point point, String text, long instant) {
            own(point.index());
            Map<Point, String> next = new HashMap<>(texts);
            next.put(point, text);
            texts = Collections.unmodifiableMap(next);
            instants[point.index()] = instant;
            return this;
        }

        /// The readings so far.
        public Readings build() {
            shared = true;
            return new Readings(values, instants, derived, texts);
        }

        /// Makes the arrays ours, and long enough.
        private void own(int index) {
            int had = values.length;
            if (shared || index >= had) {
                int length = Math.max(had, Math.min((index | STEP) + 1, Point.count()));
                values = Arrays.copyOf(values, length);
                Arrays.fill(values, had, length, Double.NaN);
                instants = Arrays.copyOf(instants, length);
                derived = Arrays.copyOf(derived, length);
                shared = false;
            }
        }
    }
}
