package io.polymeter.view;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.store.MeterState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A meter shown as another device: its readings, and what follows from them, are encoded by that device's profile,
/// once per state.
public final class Translation implements RegisterView {

    private final MeterState blank;
    private final AidedReadings readings;
    private final Codec codec;
    private final Map<Point, String> identity;
    private final Mirror mirror;
    private volatile @Nullable Encoded latest;

    private record Encoded(MeterState source, MeterState shown) {}

    /// Shows a meter as `profile`.
    ///
    /// @param identity what the emulated device calls itself; takes the place of what the meter says
    public Translation(Profile profile, Map<Point, String> identity, FreshnessPolicy policy) {
        this(profile, identity, policy, PowerAids.NONE);
    }

    /// The same, with another power than was measured.
    public Translation(Profile profile, Map<Point, String> identity, FreshnessPolicy policy, PowerAids aids) {
        this.readings = new AidedReadings(aids);
        Profile there = withoutEmptySpans(profile);
        this.blank = MeterState.initial(there);
        this.codec = Codec.of(there);
        this.identity = names(there, identity);
        this.mirror = new Mirror(policy);
    }

    @Override
    public Served read(MeterState state, int address, int quantity, long now) {
        return mirror.read(shown(state, now), address, quantity, now);
    }

    @Override
    public MeterState shown(MeterState state, long now) {
        Encoded known = latest;
        if (known == null || known.source() != state) {
            known = new Encoded(state, encode(state, now));
            latest = known;
        }
        return known.shown();
    }

    /// What the emulated device is called does not depend on who measures; only its serial number may.
    private static Map<Point, String> names(Profile profile, Map<Point, String> identity) {
        Map<Point, String> names = new HashMap<>();
        for (Row row : profile.rows()) {
            if (row.point() != null
                    && row.fixed() != null
                    && row.point().quantity().isText()
                    && row.point().quantity() != Quantity.SERIAL) {
                names.put(row.point(), row.fixed());
            }
        }
        names.putAll(identity);
        return Map.copyOf(names);
    }

    /// An optional span of which no register can ever be told is not there, as on a device without that feature.
    private static Profile withoutEmptySpans(Profile profile) {
        List<Span> empty = profile.spans().stream()
                .filter(Span::optional)
                .filter(span -> profile.rows().stream()
                        .noneMatch(row ->
                                span.range().contains(row.range()) && (row.point() != null || row.fixed() != null)))
                .toList();
        return empty.isEmpty() ? profile : profile.without(empty);
    }

    private MeterState encode(MeterState state, long now) {
        Readings.Builder named = readings.of(state).toBuilder();
        identity.forEach((point, text) -> named.put(point, text, now));
        return blank.with(codec.encodeWithAges(named.build(), now));
    }
}
