package io.polymeter.link.limit;

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

/// Passes a power limit on to an inverter's SunSpec model 123, immediate controls.
///
/// The inverter is told to forget a limit after [#REVERT_SECONDS], and is told it again every [#AGAIN] for as
/// long as who wants it is there and its time is not over: if he, the way to him, or we are gone, the limit goes too.
public final class PowerLimit {

    /// How long an inverter keeps a limit that is not repeated.
    public static final int REVERT_SECONDS = 120;

    /// How often it is repeated.
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
    /// @param lifted true where it is no limit any more
    private record Order(Wish wish, double watts, boolean lifted, long at) {

        boolean over(long now) {
            return wish.until() != Wish.NEVER && now - wish.until() >= 0;
        }
    }

    /// A limit that somebody wants.
    ///
    /// @param by who wants it, e.g. a unique bus name
    /// @param until when it ends by itself, of the monotonic clock; [#NEVER] while who wants it is there
    public record Wish(double watts, String by, long until) {

        /// It does not end by itself.
        public static final long NEVER = Long.MAX_VALUE;
    }

    /// @param output for the log
    public PowerLimit(String output, RegisterWriter writer) {
        this.output = output;
        this.writer = writer;
    }

    /// The limit that the inverter says is in force, in watts; its rated power where there is none, NaN where it
    /// has no model 123.
    public static double inForce(FreshValues values) {
        Point point = Point.of(Quantity.POWER_LIMIT);
        double percent = values.fresh(point);
        double rated = values.latest(Point.of(Quantity.RATED_POWER));
        Registers registers = Registers.of(values);
        return registers == null || registers.off(values) ? 0 * percent + rated : rated * percent / 100;
    }

    /// The limit to show: what was accepted since the inverter was last asked, else what it said then.
    public double shown(FreshValues values) {
        Order known = order;
        boolean newer =
                known != null && values.state().readings().instant(Point.of(Quantity.POWER_LIMIT)) - known.at() < 0;
        double said = inForce(values);
        return known != null && newer && !Double.isNaN(said) ? known.watts() : said;
    }

    /// True where the inverter can be limited, as far as is known now.
    public static boolean possible(FreshValues values) {
        return Registers.of(values) != null && values.latest(Point.of(Quantity.RATED_POWER)) > 0;
    }

    /// Wants a limit for as long as somebody is there. Any thread; never waits.
    ///
    /// @param by the unique bus name of who wants it
    /// @param news called when [#settle] has something to do
    /// @return velib's codes: 0 accepted by the inverter, 2 not; completed by [#settle] where it is accepted
    public CompletionStage<Integer> set(double watts, String by, FreshValues values, Runnable news) {
        return set(new Wish(watts, by, Wish.NEVER), values, news);
    }

    /// Wants a limit. Any thread; never waits.
    ///
    /// @param news called when [#settle] has something to do
    /// @return 0 accepted by the inverter, 2 not; completed by [#settle] where it is accepted
    public CompletionStage<Integer> set(Wish wish, FreshValues values, Runnable news) {
        double rated = values.latest(Point.of(Quantity.RATED_POWER));
        double watts = wish.watts();
        Registers registers = Registers.of(values);
        if (registers == null || !(rated > 0) || !(watts >= 0)) {
            return CompletableFuture.completedFuture(REJECTED);
        }
        boolean lifted = watts >= rated;
        Order wanted = new Order(wish, Math.min(watts, rated), lifted, values.now());
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        var _ = send(wanted, values, registers).whenComplete((refusal, failure) -> {
            if (failure == null && refusal.isEmpty()) {
                accepted(wanted);
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

    private void accepted(Order wanted) {
        Order before = order;
        String by = wanted.wish().by();
        if (before == null
                || before.lifted() != wanted.lifted()
                || !before.wish().by().equals(by)) {
            LOG.info("{}: {} {}", output, by, wanted.lifted() ? "lifts the power limit" : "limits the power");
        }
        order = wanted;
    }

    /// Answers those whose limits are now to be seen.
    public void settle() {
        for (CompletableFuture<Integer> next = settled.poll(); next != null; next = settled.poll()) {
            next.complete(ACCEPTED);
        }
    }

    /// True if [#settle] has somebody to answer.
    public boolean unsettled() {
        return !settled.isEmpty();
    }

    /// Who is on the bus.
    public interface Presence {
        /// True while somebody is there.
        boolean isThere(String name) throws IOException, InterruptedException;
    }

    /// Tells the inverter again, if it is time to; takes a limit whose time is over back.
    ///
    /// @throws IOException where the bus does not say who is there
    public void refresh(FreshValues values, Presence bus) throws IOException, InterruptedException {
        Order known = order;
        Registers registers = Registers.of(values);
        if (known == null || known.lifted()) {
            return;
        }
        if (known.over(values.now())) {
            end(known, values, registers);
        } else if (values.now() - known.at() < AGAIN.toNanos()) {
            return;
        } else if (!bus.isThere(known.wish().by())) {
            LOG.info(
                    "{}: {} left the bus; its power limit is lifted",
                    output,
                    known.wish().by());
            order = null;
        } else if (registers != null) {
            Order again = new Order(known.wish(), known.watts(), false, values.now());
            order = again;
            send(again, values, registers).whenComplete((refusal, failure) -> {
                if (failure != null || !refusal.isEmpty()) {
                    LOG.debug("{}: the power limit could not be repeated: {}", output, refusal);
                }
            });
        }
    }

    private void end(Order known, FreshValues values, @Nullable Registers registers) {
        LOG.info(
                "{}: the time of the power limit of {} is over",
                output,
                known.wish().by());
        order = null;
        if (registers != null) {
            Order lifted = new Order(known.wish(), known.watts(), true, values.now());
            send(lifted, values, registers).whenComplete((refusal, failure) -> {
                if (failure != null || !refusal.isEmpty()) {
                    LOG.warn("{}: the inverter forgets the power limit by itself: {}", output, refusal);
                }
            });
        }
    }

    /// True while a limit is wanted that has not been lifted.
    public boolean limits() {
        Order known = order;
        return known != null && !known.lifted();
    }

    private CompletionStage<String> send(Order wanted, FreshValues values, Registers registers) {
        if (wanted.lifted()) {
            return writer.write(registers.enable().range().address(), 0);
        }
        double percent = 100 * wanted.watts() / values.latest(Point.of(Quantity.RATED_POWER));
        int raw = (int) Math.round(percent * Math.pow(10, -registers.exponent()));
        // The window and the ramp stay as the inverter has them by default: at once.
        return writer.write(registers.percent().range().address(), raw, 0, revert(wanted, values.now()), 0, 1);
    }

    /// The inverter forgets it no later than it ends.
    private static int revert(Order wanted, long now) {
        if (wanted.wish().until() == Wish.NEVER) {
            return REVERT_SECONDS;
        }
        long left = (wanted.wish().until() - now + 999_999_999L) / 1_000_000_000L;
        return Math.clamp(left, 1, REVERT_SECONDS);
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
