package io.polymeter.link.telegram;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.point.SinglePhase;
import io.polymeter.store.Meter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts telegrams into a meter, each as one state. For one thread at a time.
public final class TelegramIntake {

    /// No meter has so many lists; names beyond that are noise.
    private static final int MAX_LISTS = 16;

    private static final Point SERIAL = Point.of(Quantity.SERIAL);

    private final Meter meter;
    private final @Nullable Phase phase;
    private final Map<String, Set<Point>> lists = new HashMap<>();
    private Readings readings;

    /// @param phase where the meter has one phase alone and it is known which; else null
    public TelegramIntake(Meter meter, @Nullable Phase phase) {
        this.meter = meter;
        this.phase = phase;
        this.readings = Readings.NONE;
    }

    /// Applies a telegram.
    ///
    /// @param instant of its reception, monotonic nanoseconds
    /// @return what of it was refused, each with its name and the reason
    public Set<Telegram.Refusal> accept(Telegram telegram, long instant) {
        ObisPoints.Result result = ObisPoints.of(telegram);
        Readings.Builder next = readings.toBuilder();
        for (Point gone : lists.getOrDefault(telegram.list(), Set.of())) {
            next.put(gone, Double.NaN, instant);
        }
        result.points().forEach((point, value) -> next.put(point, value, instant));
        String serial = telegram.serial();
        if (serial != null) {
            next.put(SERIAL, serial, instant);
        }
        if (lists.size() >= MAX_LISTS) {
            lists.clear();
        }
        lists.put(telegram.list(), Set.copyOf(result.points().keySet()));
        readings = next.build();
        Readings shown = phase == null ? readings : SinglePhase.on(phase, readings);
        meter.update(state -> state.with(shown));
        return result.refusals();
    }
}
