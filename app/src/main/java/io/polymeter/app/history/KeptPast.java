package io.polymeter.app.history;

import io.polymeter.link.HistoryReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The history, for outputs that are asked for it: minutes as long as they are kept, quarter-hours before.
final class KeptPast implements HistoryReader {

    private final History history;

    KeptPast(History history) {
        this.history = history;
    }

    @Override
    public Optional<Instant> since() throws IOException {
        return history.available().since().values().stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .min(Instant::compareTo);
    }

    @Override
    public void read(String meter, Instant from, Instant to, Taker taker) throws IOException {
        Available available = history.available();
        Resolution resolution = resolution(available.since(), from);
        for (Series series : available.series()) {
            if (series.meter().equals(meter)) {
                History.Query query = new History.Query(series, from, to, resolution);
                List<History.Span> derived = history.derived(query);
                history.series(query, interval -> taker.take(series.point(), told(interval, resolution, derived)));
            }
        }
    }

    private static PastInterval told(Interval interval, Resolution resolution, List<History.Span> derived) {
        int seconds = resolution.seconds();
        return new PastInterval(
                interval.start(),
                seconds,
                Math.clamp(Math.round(interval.covered() * seconds), 1, seconds),
                interval.mean(),
                interval.max(),
                derived.stream().anyMatch(span -> span.touches(interval.start(), resolution)));
    }

    private static Resolution resolution(Map<Resolution, @Nullable Instant> since, Instant from) {
        Instant minutes = since.get(Resolution.MINUTE);
        return minutes != null && !from.isBefore(minutes.minusSeconds(Resolution.MINUTE.seconds()))
                ? Resolution.MINUTE
                : Resolution.QUARTER_HOUR;
    }
}
