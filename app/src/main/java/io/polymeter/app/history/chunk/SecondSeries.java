package io.polymeter.app.history.chunk;

import java.util.Arrays;

/// One series of a chunk of seconds. Immutable, as long as nobody changes the array.
public final class SecondSeries {

    /// Energy is added up over years: finer than what is shown.
    public static final int FINE = 4;

    private final double[] values;
    private final double growth;

    /// @param values one for each second, NaN where there was none
    /// @param growth how much energy its counter gained up to its last value here, since the value that was
    ///     heard before, be that in another chunk; NaN for what is no counter
    public SecondSeries(double[] values, double growth) {
        this.values = values;
        this.growth = growth;
    }

    public double[] values() {
        return values;
    }

    public double growth() {
        return growth;
    }

    public byte[] toBytes(int finest) {
        BitWriter out = new BitWriter();
        ValueColumn.write(values, finest, out);
        if (!Double.isNaN(growth)) {
            ValueColumn.write(new double[] {growth}, FINE, out);
        }
        return out.toBytes();
    }

    public static SecondSeries read(int seconds, boolean energy, BitReader in) throws DamagedChunkException {
        double[] values = ValueColumn.read(seconds, in);
        return new SecondSeries(values, energy ? ValueColumn.read(1, in)[0] : Double.NaN);
    }

    /// Both, of the same seconds: what was there first stays, and energy is added.
    public SecondSeries and(SecondSeries later) {
        double[] both = values.clone();
        for (int i = 0; i < Math.min(both.length, later.values.length); i++) {
            if (Double.isNaN(both[i])) {
                both[i] = later.values[i];
            }
        }
        return new SecondSeries(both, growth + later.growth);
    }

    public boolean isEmpty() {
        return Arrays.stream(values).allMatch(Double::isNaN) && !(growth > 0);
    }
}
