package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import org.jspecify.annotations.Nullable;

/// A quarter-hour of one meter while it may still change: which slots were heard, and the counters at its two ends.
///
/// Adding is idempotent and, but for two values in one slot, does not depend on the order. A value out of a gateway's
/// history stands for a minute or more, and so for several slots.
public final class Window {

    /// A quarter-hour has at most so many slots, which fit into two words.
    static final int MAX_SLOTS = 90;

    private final long from;
    private final int slots;
    private long low;
    private long high;
    private long lowPower;
    private long highPower;
    private long powerSum;
    private CounterSpan imports = CounterSpan.NONE;
    private CounterSpan exports = CounterSpan.NONE;
    /// The newest instants heard of before it begins and before it ends; 0 for never.
    private long heardBefore;

    private long heard;
    private int revision;
    private boolean changed = true;
    private boolean lost;
    private Share told = Share.NONE;

    /// @param from its beginning
    /// @param interval milliseconds between two messages of this meter
    Window(long from, long interval) {
        this(from, Math.clamp(Quarter.MILLIS / Math.max(1, interval), 1, MAX_SLOTS));
    }

    private Window(long from, int slots) {
        this.from = from;
        this.slots = slots;
    }

    /// Its beginning.
    public long from() {
        return from;
    }

    /// Takes over what the quarter-hour before this one knows of its end.
    ///
    /// @return whether anything is new
    boolean follow(Window before) {
        return before(before.imports.end(), before.exports.end(), before.heard);
    }

    /// What was last known of the meter when this quarter-hour began.
    boolean before(@Nullable Reading imported, @Nullable Reading exported, long at) {
        CounterSpan ins = imports.with(imported, from);
        CounterSpan outs = exports.with(exported, from);
        boolean news = ins != imports || outs != exports || at > heardBefore && at < from;
        imports = ins;
        exports = outs;
        if (at < from) {
            heardBefore = Math.max(heardBefore, at);
            heard = Math.max(heard, at);
        }
        changed |= news;
        return news;
    }

    /// Adds what belongs into this quarter-hour or before it.
    ///
    /// @return whether anything is new
    boolean add(Sample sample) {
        if (sample.at() < from) {
            return before(sample.imports(), sample.exports(), sample.at());
        }
        boolean news = mark(sample);
        CounterSpan ins = imports.with(sample.imports(), from);
        CounterSpan outs = exports.with(sample.exports(), from);
        long last = Math.min(sample.behind(), from + Quarter.MILLIS) - 1;
        news |= ins != imports || outs != exports || last > heard;
        imports = ins;
        exports = outs;
        heard = Math.max(heard, last);
        changed |= news;
        return news;
    }

    /// Marks the slot of a sample, and those whose middle it stands for.
    private boolean mark(Sample sample) {
        boolean news = mark((int) ((sample.at() - from) * slots / Quarter.MILLIS), sample.power());
        for (int slot = 0; slot < slots && sample.behind() - sample.first() > 1; slot++) {
            long middle = from + (2L * slot + 1) * Quarter.MILLIS / (2L * slots);
            if (middle >= sample.first() && middle < sample.behind()) {
                news |= mark(slot, sample.power());
            }
        }
        return news;
    }

    /// Of several powers in one slot the first counts.
    private boolean mark(int slot, @Nullable Long power) {
        long bit = 1L << (slot & 63);
        boolean first = slot < 64;
        boolean news = ((first ? low : high) & bit) == 0;
        low |= first ? bit : 0;
        high |= first ? 0 : bit;
        if (power != null && ((first ? lowPower : highPower) & bit) == 0) {
            lowPower |= first ? bit : 0;
            highPower |= first ? 0 : bit;
            powerSum += power;
            news = true;
        }
        return news;
    }

    private int powers() {
        return Long.bitCount(lowPower) + Long.bitCount(highPower);
    }

    /// Slots that were heard.
    public int present() {
        return Long.bitCount(low) + Long.bitCount(high);
    }

    /// Slots there are.
    public int slots() {
        return slots;
    }

    /// The newest instant heard of before the quarter-hour ends.
    long heard() {
        return heard;
    }

    /// Whether the meter was heard right up to both ends, so that its counters are those of the ends.
    boolean isBounded() {
        long tolerance = 3 * Quarter.MILLIS / slots;
        return from - heardBefore <= tolerance && from + Quarter.MILLIS - heard <= tolerance && heard >= from;
    }

    /// Whether nothing that matters is missing.
    public boolean isComplete() {
        return isBounded() && present() * 10 >= slots * 9;
    }

    /// Milliwatt-hours imported; null where they are not known.
    @Nullable
    Long imported() {
        return isBounded() ? imports.difference() : null;
    }

    @Nullable
    Long exported() {
        return isBounded() ? exports.difference() : null;
    }

    /// What it adds to sums: a meter of which one energy is not known adds none of them.
    private Share share() {
        boolean known = isBounded()
                && imports.isKnown()
                && exports.isKnown()
                && !(imports.equals(CounterSpan.NONE) && exports.equals(CounterSpan.NONE));
        if (!known) {
            return Share.NONE;
        }
        return new Share(or0(imports.difference()), or0(exports.difference()), 1);
    }

    private static long or0(@Nullable Long energy) {
        return energy == null ? 0 : energy;
    }

    /// Says that what is missing will not come.
    void lose() {
        changed |= !lost;
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /// Whether it differs from what was told last.
    boolean isChanged() {
        return changed;
    }

    /// What is now known, with its number; from here on it counts as told.
    Told tell() {
        Share now = share();
        Share difference = now.minus(told);
        told = now;
        changed = false;
        revision++;
        return new Told(row(), difference);
    }

    /// A row, and what it changes.
    ///
    /// @param difference by how much groups change
    public record Told(StoredQuarter row, Share difference) {}

    /// As it stands.
    public StoredQuarter row() {
        Long mean = powers() == 0 ? null : (Long) Math.round((double) powerSum / powers());
        return new StoredQuarter(
                from,
                revision,
                new StoredQuarter.Energy(imported(), exported(), mean),
                new StoredQuarter.Cover(present(), slots, isComplete(), lost),
                imports.end(),
                exports.end());
    }

    void write(RecordWriter out) {
        out.number(from).number(slots).fixed(low).fixed(high);
        out.fixed(lowPower).fixed(highPower).number(powerSum);
        imports.write(out);
        exports.write(out);
        out.number(heardBefore).number(heard).number(revision).truth(changed).truth(lost);
        told.write(out);
    }

    static Window read(RecordReader in) {
        long from = in.number();
        int slots = in.count(MAX_SLOTS);
        Window window = new Window(from, Math.max(1, slots));
        window.low = in.fixed();
        window.high = in.fixed();
        window.lowPower = in.fixed();
        window.highPower = in.fixed();
        window.powerSum = in.number();
        window.imports = CounterSpan.read(in);
        window.exports = CounterSpan.read(in);
        window.heardBefore = in.number();
        window.heard = in.number();
        window.revision = in.count(Integer.MAX_VALUE);
        window.changed = in.truth();
        window.lost = in.truth();
        window.told = Share.read(in);
        return window;
    }

    /// The record of a store.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(128);
        write(out);
        return out.bytes();
    }

    /// Reads the record of a store.
    public static Window of(byte[] bytes) {
        return read(new RecordReader(bytes));
    }
}
