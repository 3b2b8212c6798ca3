package io.polymeter.link.modbus.serve;

import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.RegisterImage;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;

/// Counts samples: a sample is complete when every row of the profile has arrived since the one before, whether in
/// one write or in one per register. Where the profile logs no telemetry each write that brings a whole row is a
/// sample, because such a device may push any part of its map.
final class SampleCounter {

    private final Profile profile;
    private final BitSet missing = new BitSet();
    private final AtomicLong count = new AtomicLong();

    SampleCounter(Profile profile) {
        this.profile = profile;
        missing.set(0, profile.rows().size());
    }

    /// Notes what a write completed.
    ///
    /// @return true when it made a sample whole
    synchronized boolean completes(RegisterImage change) {
        if (change.segments().isEmpty()) {
            return false;
        }
        if (profile.telemetry() != null) {
            for (int i = missing.nextSetBit(0); i >= 0; i = missing.nextSetBit(i + 1)) {
                Row row = profile.rows().get(i);
                if (change.covers(row.range().address(), row.range().count())) {
                    missing.clear(i);
                }
            }
            if (!missing.isEmpty()) {
                return false;
            }
            missing.set(0, profile.rows().size());
        }
        count.incrementAndGet();
        return true;
    }

    long count() {
        return count.get();
    }
}
