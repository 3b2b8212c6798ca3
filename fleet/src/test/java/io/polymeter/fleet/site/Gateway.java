package io.polymeter.fleet.site;

import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import io.polymeter.sparkplug.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A gateway of a test: one meter `grid`, a value every ten seconds, counters that are a function of time.
public final class Gateway {

    public static final long EVERY = 10_000;
    public static final String METER = "grid";
    private static final long POWER = 1;
    private static final long IMPORT = 2;
    private static final long EXPORT = 3;

    private int seq = -1;
    public int bdSeq;
    public long interval = EVERY;

    public Arrival nodeBirth(long at) {
        seq = 0;
        List<Metric> metrics = new ArrayList<>();
        metrics.add(Metric.of("bdSeq", at, DataType.UINT64, new MetricValue.Whole(bdSeq)));
        metrics.add(Metric.of("Polymeter/Interval", at, DataType.INT64, new MetricValue.Whole(interval)));
        return new Arrival(Arrival.Type.NBIRTH, "", new Payload(at, seq, metrics), at);
    }

    public Arrival deviceBirth(long at) {
        List<Metric> metrics = List.of(
                named("active-power", at, power(at)).aliased(POWER),
                named("active-energy-import", at, imported(at) / 1000.0).aliased(IMPORT),
                named("active-energy-export", at, exported(at) / 1000.0).aliased(EXPORT));
        return new Arrival(Arrival.Type.DBIRTH, METER, new Payload(at, next(), metrics), at);
    }

    public Arrival data(long at) {
        return new Arrival(Arrival.Type.DDATA, METER, new Payload(at, next(), values(at)), at);
    }

    /// Many instants in one message.
    public Arrival replay(long from, long to, long now) {
        List<Metric> metrics = new ArrayList<>();
        for (long at = from; at < to; at += EVERY) {
            values(at).forEach(metric -> metrics.add(metric.past()));
        }
        return new Arrival(Arrival.Type.DDATA, METER, new Payload(now, next(), metrics), now);
    }

    /// Minutes out of a history, in one message: the mean power in the middle, the counters as they stood at the end.
    ///
    /// @param properties of all values
    public Arrival minutes(long from, long to, long now, Map<String, Property> properties) {
        List<Metric> metrics = new ArrayList<>();
        for (long at = from; at < to; at += 60_000) {
            long end = at + 59_000;
            metrics.add(value(POWER, at + 30_000, 3600));
            metrics.add(value(IMPORT, end, imported(end) / 1000.0));
            metrics.add(value(EXPORT, end, exported(end) / 1000.0));
        }
        List<Metric> past =
                metrics.stream().map(metric -> metric.past().with(properties)).toList();
        return new Arrival(Arrival.Type.DDATA, METER, new Payload(now, next(), past), now);
    }

    public Arrival nodeDeath(int number, long at) {
        Metric bd = Metric.of("bdSeq", at, DataType.UINT64, new MetricValue.Whole(number));
        return new Arrival(Arrival.Type.NDEATH, "", new Payload(at, null, List.of(bd)), at);
    }

    public Arrival deviceDeath(long at) {
        return new Arrival(Arrival.Type.DDEATH, METER, new Payload(at, next(), List.of()), at);
    }

    private List<Metric> values(long at) {
        return List.of(
                value(POWER, at, power(at)),
                value(IMPORT, at, imported(at) / 1000.0),
                value(EXPORT, at, exported(at) / 1000.0));
    }

    static Metric value(long alias, long at, double value) {
        return Metric.of(alias, at, new MetricValue.Real(value));
    }

    private static Metric named(String name, long at, double value) {
        return Metric.of(name, at, DataType.DOUBLE, new MetricValue.Real(value));
    }

    public int next() {
        seq = seq + 1 & 0xff;
        return seq;
    }

    /// Watts: different in every slot.
    static double power(long at) {
        return 3600 + at / EVERY % 7;
    }

    /// Milliwatt-hours: 1 Wh each second, and the odd second a little more, so that no two quarter-hours are equal.
    public static long imported(long at) {
        return at + at / 900_000 % 13;
    }

    public static long exported(long at) {
        return at / 900_000 * 17;
    }
}
