package io.polymeter.app.history;

import io.polymeter.link.HistoryReader;
import java.io.IOException;
import java.time.Instant;
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
                history.series(
                        new History.Query(series, from, to, resolution),
                        interval ->
                                taker.take(series.point(), interval.start(), resolution.seconds(), interval.mean()));
            }
        }
    }

    private static Resolution resolution(Map<Resolution, @Nullable Instant> since, Instant from) {
        Instant minutes = since.get(Resolution.MINUTE);
        return minutes != null && !from.isBefore(minutes.minusSeconds(Resolution.MINUTE.seconds()))
                ? Resolution.MINUTE
                : Resolution.QUARTER_HOUR;
    }
}
