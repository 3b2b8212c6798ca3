package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A device of a site: its latest values and its newest quarter-hours. Belongs to its [SiteState].
final class SiteMeter {

    /// So many quarter-hours stay with the site; older ones are in the [QuarterArchive].
    static final int RING = 4;

    /// Whether it was born and has not died since.
    boolean alive;

    /// The newest instant it reported; 0 for never.
    long heard;

    /// When the front received that; 0 for never.
    long received;

    /// Since when its silence is known; 0 while it talks.
    long silentSince;

    /// Since when its power is the same to the last digit.
    long powerSince;

    /// Whether its power was found frozen, or its energy not to go with its power.
    boolean frozen;

    boolean implausible;

    long[] at = {};
    double[] values = {};

    /// Newest last.
    final List<Window> windows = new ArrayList<>(RING + 1);

    /// Forgets all values, for a birth that declares so many.
    void declare(int items) {
        at = new long[items];
        values = new double[items];
        Arrays.fill(values, Double.NaN);
    }

    /// Takes over a value unless a newer one is known.
    ///
    /// @param value NaN for none
    /// @return whether it was taken
    boolean take(int item, long instant, double value) {
        if (instant < at[item]) {
            return false;
        }
        at[item] = instant;
        values[item] = value;
        return true;
    }

    @Nullable
    Window window(long from) {
        for (int i = windows.size() - 1; i >= 0; i--) {
            if (windows.get(i).from() == from) {
                return windows.get(i);
            }
        }
        return null;
    }

    @Nullable
    Window newest() {
        return windows.isEmpty() ? null : windows.getLast();
    }

    void write(RecordWriter out) {
        out.truth(alive).number(heard).number(received).number(silentSince).number(powerSince);
        out.truth(frozen).truth(implausible).number(at.length);
        long base = heard;
        for (int i = 0; i < at.length; i++) {
            out.number(base - at[i]).real(values[i]);
        }
        out.number(windows.size());
        windows.forEach(window -> window.write(out));
    }

    static SiteMeter read(RecordReader in) {
        SiteMeter meter = new SiteMeter();
        meter.alive = in.truth();
        meter.heard = in.number();
        meter.received = in.number();
        meter.silentSince = in.number();
        meter.powerSince = in.number();
        meter.frozen = in.truth();
        meter.implausible = in.truth();
        meter.declare(in.count(SiteDeclaration.MAX_ITEMS));
        for (int i = 0; i < meter.at.length; i++) {
            meter.at[i] = meter.heard - in.number();
            meter.values[i] = in.real();
        }
        for (int i = in.count(RING); i > 0; i--) {
            meter.windows.add(Window.read(in));
        }
        return meter;
    }
}
