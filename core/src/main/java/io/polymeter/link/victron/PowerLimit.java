package io.polymeter.link.victron;

import io.polymeter.link.RegisterWriter;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.view.FreshValues;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes `/Ac/PowerLimit` on to an inverter's SunSpec model 123, immediate controls.
///
/// The inverter is told to forget a limit after [#REVERT_SECONDS], and is told it again every [#AGAIN] for as long
/// as the program that wants it is on the bus: if that program, the bus, or we are gone, the limit goes too.
final class PowerLimit {

    static final int REVERT_SECONDS = 120;
    static final Duration AGAIN = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.writes");

    private static final int ACCEPTED = 0;
    private static final int REJECTED = 2;

    private final String output;
    private final RegisterWriter writer;
    private final Queue<CompletableFuture<Integer>> settled = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Order order;

    /// A limit that the inverter has accepted.
    ///
    /// @param by the unique bus name of who wants it
    /// @param lifted true where it is no limit any more
    private record Order(double watts, String by, boolean lifted, long at) {}

    /// @param output for the log
    PowerLimit(String output, RegisterWriter writer) {
        this.output = output;
        this.writer = writer;
    }

    /// The limit that the inverter says is in force, in watts; its rated power where there is none, NaN where it
    /// has no model 123.
    static double inForce(FreshValues values) {
        Point point = Point.of(Quantity.POWER_LIMIT);
        double percent = values.fresh(point);
        double rated = values.latest(Point.of(Quantity.RATED_POWER));
        Registers registers = Registers.of(values);
        return registers == null || registers.off(values) ? 0 * percent + rated : rated * percent / 100;
    }

    /// The limit to show: what was accepted since the inverter was last asked, else what it said then.
    double shown(FreshValues values) {
        Order known = order;
        boolean newer =
                known != null && values.state().readings().instant(Point.of(Quantity.POWER_LIMIT)) - known.at() < 0;
        double said = inForce(values);
        return known != null && newer && !Double.isNaN(said) ? known.watts() : said;
    }

    /// True where the inverter can be limited, as far as is known now.
    static boolean possible(FreshValues values) {
        return Registers.of(values) != null && values.latest(Point.of(Quantity.RATED_POWER)) > 0;
    }

    /// Wants a limit. Any thread; never waits.
    ///
    /// @param by the unique bus name of who wants it
    /// @param news called when [#settle] has something to do
    /// @return velib's codes: 0 accepted by the inverter, 2 not; completed by [#settle] where it is accepted
    CompletionStage<Integer> set(double watts, String by, FreshValues values, Runnable news) {
        double rated = values.latest(Point.of(Quantity.RATED_POWER));
        Registers registers = Registers.of(values);
        if (registers == null || !(rated > 0) || !(watts >= 0)) {
            return CompletableFuture.completedFuture(REJECTED);
        }
        boolean lifted = watts >= rated;
        Order wanted = new Order(Math.min(watts, rated), by, lifted, values.now());
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        var _ = send(wanted, rated, registers).whenComplete((refusal, failure) -> {
            if (failure == null && refusal.isEmpty()) {
                Order before = order;
                if (before == null || before.lifted() != lifted || !before.by().equals(by)) {
                    LOG.info("{}: {} {}", output, by, lifted ? "lifts the power limit" : "limits the power");
                }
                order = wanted;
                settled.add(answer);
                news.run();
            } else {
                LOG.warn(
                        "{}: the power limit of {} W is refused: {}",
                        output,
                        watts,
                        failure == null ? refusal : failure);
                answer.complete(REJECTED);
            }
        });
        return answer;
    }

    /// Answers those whose limits are now to be seen.
    void settle() {
        for (CompletableFuture<Integer> next = settled.poll(); next != null; next = settled.poll()) {
            next.complete(ACCEPTED);
        }
    }

    /// True if [#settle] has somebody to answer.
    boolean unsettled() {
        return !settled.isEmpty();
    }

    /// Who is on the bus.
    interface Presence {
        boolean isThere(String name) throws IOException, InterruptedException;
    }

    /// Tells the inverter again, if it is time to.
    void refresh(FreshValues values, Presence bus) throws IOException, InterruptedException {
        Order known = order;
        if (known == null || known.lifted() || values.now() - known.at() < AGAIN.toNanos()) {
            return;
        }
        Registers registers = Registers.of(values);
        if (!bus.isThere(known.by())) {
            LOG.info("{}: {} left the bus; its power limit is lifted", output, known.by());
            order = null;
        } else if (registers != null) {
            order = new Order(known.watts(), known.by(), false, values.now());
            send(known, values.latest(Point.of(Quantity.RATED_POWER)), registers)
                    .whenComplete((refusal, failure) -> {
                        if (failure != null || !refusal.isEmpty()) {
                            LOG.debug("{}: the power limit could not be repeated: {}", output, refusal);
                        }
                    });
        }
    }

    private CompletionStage<String> send(Order wanted, double rated, Registers registers) {
        if (wanted.lifted()) {
            return writer.write(registers.enable().range().address(), 0);
        }
        double percent = 100 * wanted.watts() / rated;
        int raw = (int) Math.round(percent * Math.pow(10, -registers.exponent()));
        // The window and the ramp stay as the inverter has them by default: at once.
        return writer.write(registers.percent().range().address(), raw, 0, REVERT_SECONDS, 0, 1);
    }

    /// Model 123 as it stands in an inverter's chain: five registers from `WMaxLimPct` to `WMaxLim_Ena`, all of
    /// which the profile marks writable.
    private record Registers(Row percent, Row enable, int exponent) {

        static @Nullable Registers of(FreshValues values) {
            Profile profile = values.state().profile();
            if (profile == null) {
                return null;
            }
            for (Row row : profile.rows()) {
                if (row.point() == Point.of(Quantity.POWER_LIMIT)) {
                    return of(row, profile, values);
                }
            }
            return null;
        }

        private static @Nullable Registers of(Row percent, Profile profile, FreshValues values) {
            Row enable = profile.rowAt(percent.range().address() + 4).orElse(null);
            Row factor = profile.rowAt(percent.format().scaleAt()).orElse(null);
            if (enable == null || factor == null || !enable.name().endsWith(".WMaxLim_Ena")) {
                return null;
            }
            boolean writable = profile.rowsIn(percent.range().address(), 5).stream()
                    .allMatch(row -> row.access() == Row.Access.WRITE);
            if (!writable) {
                return null;
            }
            OptionalDouble exponent = Codec.value(factor, values.state().image());
            return exponent.isEmpty() ? null : new Registers(percent, enable, (int) exponent.getAsDouble());
        }

        boolean off(FreshValues values) {
            OptionalDouble enabled = Codec.value(enable, values.state().image());
            return enabled.isPresent() && enabled.getAsDouble() == 0;
        }
    }
}
