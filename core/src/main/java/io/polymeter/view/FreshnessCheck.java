package io.polymeter.view;

import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.RegisterImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one image is worth at one moment.
///
/// @param now nanoseconds of the monotonic clock
record FreshnessCheck(Profile profile, RegisterImage image, FreshnessPolicy policy, long now) {

    /// Why a run inside one span cannot be served, null where it is fresh.
    Served.@Nullable Reason lost(Span span, int address, int count) {
        long limit = policy.limit(span.group());
        Served.Reason whole = lost(limit, address, count);
        if (whole == null || !span.reserved()) {
            return whole;
        }
        // Reserved registers carry no quantity: they may be old or missing. But never alone, because then nothing says
        // that the device is there.
        List<Row> rows = profile.rowsIn(address, count);
        Served.Reason worst = rows.isEmpty() ? whole : null;
        for (Row row : rows) {
            int from = Math.max(address, row.range().address());
            int until = Math.min(address + count, row.range().end());
            worst = worse(worst, lost(limit, from, until - from));
        }
        return worst;
    }

    private Served.@Nullable Reason lost(long limit, int address, int count) {
        if (!image.covers(address, count)) {
            return Served.Reason.NOT_RECEIVED;
        }
        return image.oldestAge(address, count, now) > limit ? Served.Reason.STALE : null;
    }

    static Served.@Nullable Reason worse(Served.@Nullable Reason a, Served.@Nullable Reason b) {
        return a == null || b == Served.Reason.NOT_RECEIVED ? b : a;
    }
}
