package io.polymeter.view;

import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
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
        // Reserved registers carry no quantity: they may be old or missing.
        Served.Reason worst = null;
        for (Row row : profile.rowsIn(address, count)) {
            int from = Math.max(address, row.range().address());
            int until = Math.min(address + count, row.range().end());
            worst = worse(worst, lost(limit, from, until - from));
        }
        return worst;
    }

    /// True where a run inside one span says by itself that the device is there.
    boolean speaks(Span span, int address, int count) {
        return !span.reserved()
                || !profile.rowsIn(address, count).isEmpty()
                || lost(policy.limit(span.group()), address, count) == null;
    }

    /// Why nothing says that the device is there; null where something that ages is fresh.
    Served.@Nullable Reason unproven() {
        Served.Reason reason = Served.Reason.NOT_RECEIVED;
        for (Span span : profile.spans()) {
            for (RegisterImage.Segment segment : image.segments()) {
                if (span.group().freshFor() != null
                        && span.range()
                                .overlaps(new Range(
                                        segment.address(), segment.words().count()))) {
                    if (now - segment.instant() <= policy.limit(span.group())) {
                        return null;
                    }
                    reason = Served.Reason.STALE;
                }
            }
        }
        return reason;
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
