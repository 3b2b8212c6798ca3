package io.polymeter.runtime;

import io.polymeter.commission.Column;
import io.polymeter.commission.Commissioning;
import io.polymeter.commission.Samples;
import io.polymeter.config.Role;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps the last quarter of an hour of every meter, and tells from it what is wrong with its wiring.
public final class CommissionWatch implements Link {

    private static final Duration SECOND = Duration.ofSeconds(1);
    /// Older values say nothing of now.
    private static final long OLD = 15_000_000_000L;
    private static final int METERS = 32;
    private static final List<Phase> LINES = List.of(Phase.L1, Phase.L2, Phase.L3);
    private static final Map<Column, Point> POINTS = points();

    private final Polymeter polymeter;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();

    /// @param meter another one of the same name is another meter
    private record Followed(Meter meter, Samples samples) {}

    public CommissionWatch(Polymeter polymeter) {
        this.polymeter = polymeter;
    }

    private static Map<Column, Point> points() {
        Map<Column, Point> points = new EnumMap<>(Column.class);
        points.put(Column.POWER, Point.of(Quantity.ACTIVE_POWER));
        points.put(Column.IMPORT, Point.of(Quantity.ACTIVE_ENERGY_IMPORT));
        points.put(Column.EXPORT, Point.of(Quantity.ACTIVE_ENERGY_EXPORT));
        points.put(Column.POWER_L1, Point.of(Quantity.ACTIVE_POWER, Phase.L1));
        points.put(Column.POWER_L2, Point.of(Quantity.ACTIVE_POWER, Phase.L2));
        points.put(Column.POWER_L3, Point.of(Quantity.ACTIVE_POWER, Phase.L3));
        points.put(Column.VOLTAGE_L1, Point.of(Quantity.VOLTAGE, Phase.L1));
        points.put(Column.VOLTAGE_L2, Point.of(Quantity.VOLTAGE, Phase.L2));
        points.put(Column.VOLTAGE_L3, Point.of(Quantity.VOLTAGE, Phase.L3));
        points.put(Column.CURRENT_L1, Point.of(Quantity.CURRENT, Phase.L1));
        points.put(Column.CURRENT_L2, Point.of(Quantity.CURRENT, Phase.L2));
        points.put(Column.CURRENT_L3, Point.of(Quantity.CURRENT, Phase.L3));
        return points;
    }

    @Override
    public String name() {
        return "commissioning";
    }

    @Override
    public Message description() {
        return Message.of("link-commissions", "checks how meters are wired");
    }

    @Override
    public void run(Context context) throws InterruptedException {
        report(context, Health.State.UP, description());
        while (true) {
            look(context.clock().nanos());
            context.clock().sleep(SECOND);
        }
    }

    void look(long now) {
        List<Meter> meters = new ArrayList<>(polymeter.meters().all());
        followed.keySet().removeIf(name -> polymeter.meters().find(name).isEmpty());
        for (Meter meter : meters.subList(0, Math.min(METERS, meters.size()))) {
            Followed known = followed.get(meter.name());
            if (known == null || known.meter() != meter) {
                known = new Followed(meter, new Samples());
                followed.put(meter.name(), known);
            }
            known.samples().add(row(meter, meters, now));
        }
    }

    private static double[] row(Meter meter, List<Meter> all, long now) {
        double[] row = new double[Column.values().length];
        Arrays.fill(row, Double.NaN);
        Readings readings = meter.state().corrected();
        POINTS.forEach((column, point) -> {
            // A counter is as good as its last value.
            boolean counter = point.quantity().kind() == Quantity.Kind.ENERGY;
            row[column.at()] = counter ? readings.value(point) : fresh(readings, point, now);
        });
        if (Double.isNaN(row[Column.POWER.at()])) {
            row[Column.POWER.at()] = row[Column.POWER_L1.at()] + row[Column.POWER_L2.at()] + row[Column.POWER_L3.at()];
        }
        row[Column.OUTPUT.at()] = output(meter, all, Phase.TOTAL, now);
        for (int line = 0; line < LINES.size(); line++) {
            row[Column.OUTPUT_L1.at() + line] = output(meter, all, LINES.get(line), now);
        }
        return row;
    }

    /// What all inverters and batteries put out; absent where there are none, or one is not known.
    private static double output(Meter meter, List<Meter> all, Phase phase, long now) {
        double sum = Double.NaN;
        for (Meter other : all) {
            Role role = other.role();
            if (other != meter && (role == Role.PRODUCER || role == Role.STORAGE)) {
                Readings readings = other.state().corrected();
                double watts = fresh(readings, Point.of(Quantity.ACTIVE_POWER, phase), now);
                if (phase == Phase.TOTAL && Double.isNaN(watts)) {
                    watts = 0;
                    for (Phase line : LINES) {
                        watts += fresh(readings, Point.of(Quantity.ACTIVE_POWER, line), now);
                    }
                }
                sum = (Double.isNaN(sum) ? 0 : sum) + (role == Role.PRODUCER ? watts : -watts);
                if (Double.isNaN(watts)) {
                    return Double.NaN;
                }
            }
        }
        return sum;
    }

    private static double fresh(Readings readings, Point point, long now) {
        return now - readings.instant(point) <= OLD ? readings.value(point) : Double.NaN;
    }

    /// The meters that can be asked for.
    public List<String> names() {
        return List.copyOf(new TreeMap<>(followed).keySet());
    }

    /// What can be said of a meter; null where there is none of this name.
    public @Nullable Commissioning examine(String name) {
        Followed known = followed.get(name);
        return known == null ? null : Commissioning.of(known.samples());
    }

    /// How many seconds of it are known.
    public int seconds(String name) {
        Followed known = followed.get(name);
        return known == null ? 0 : known.samples().size();
    }
}
