package io.polymeter.store;

import io.polymeter.config.Correction;
import io.polymeter.profile.Profile;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// All meters by name.
public final class MeterStore {

    private final Map<String, Meter> meters = new ConcurrentSkipListMap<>();
    private final CounterBook counters;

    /// A store whose counters begin anew.
    public MeterStore() {
        this(new CounterBook());
    }

    /// A store whose counters go on.
    public MeterStore(CounterBook counters) {
        this.counters = counters;
    }

    /// Adds a meter without any data, or replaces the one of this name.
    public Meter add(String name, @Nullable Profile profile) {
        return add(name, profile, null);
    }

    /// The same of a meter whose values are put right before anybody sees them.
    public Meter add(String name, @Nullable Profile profile, @Nullable Correction correct) {
        ReadingsCorrection correction = correct == null || correct.isNone() ? null : new ReadingsCorrection(correct);
        Meter meter = new Meter(name, profile, counters.of(name), correction);
        meters.put(name, meter);
        return meter;
    }

    /// Forgets a meter.
    public void remove(String name) {
        meters.remove(name);
    }

    /// A meter by name.
    public Optional<Meter> find(String name) {
        return Optional.ofNullable(meters.get(name));
    }

    /// All meters, by name.
    public Collection<Meter> all() {
        return meters.values();
    }
}
