package io.polymeter.profile;

import io.polymeter.modbus.Words;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import org.jspecify.annotations.Nullable;

/// Puts a foreign master's writes into an image so that no 32- or 64-bit value ever mixes two updates.
///
/// A master may split its registers anywhere: FC16 with the first half of a value and FC16 with the second, or one
/// FC06 for each word. Words of a row that one write covers only in part are held back until the writes directly
/// after it bring the rest, in ascending order and without a gap; then the row is applied whole. Whole rows, and
/// registers that belong to no row, are applied at once.
///
/// What is held is dropped by a write that does not continue it, and after [#HOLD_NANOS]: so what is lost makes a
/// row stale, never wrong. A master that writes the words of one value in descending order is never believed.
///
/// One stage for each connection, because the order of writes is known within one connection only. Not for several
/// threads.
public final class WriteStage {

    /// How long the first words of a row wait for the rest, in nanoseconds. Words of one value follow each other at
    /// once; after this time they are of different updates.
    public static final long HOLD_NANOS = 1_000_000_000L;

    private @Nullable Held held;

    /// The picture after a write, of the same or an earlier object where nothing was applied.
    ///
    /// @param profile says which registers belong together
    /// @param image the picture before
    /// @param write what was written where, and when
    public RegisterImage apply(Profile profile, RegisterImage image, RegisterImage.Segment write) {
        int address = write.address();
        Words words = write.words();
        long instant = write.instant();
        Held before = held != null && held.continuedBy(address, instant) ? held : null;
        held = null;
        int end = address + words.count();
        if (before != null && before.row().end() > end) {
            held = before.plus(words);
            return image;
        }
        RegisterImage next = image;
        int from =
                before == null ? headEnd(profile, address, end) : before.row().end();
        if (before != null) {
            Held whole = before.plus(words.slice(0, from - address));
            next = next.with(whole.row().address(), whole.words(), whole.instant());
        }
        int until = tailStart(profile, from, end);
        if (from < until) {
            next = next.with(from, words.slice(from - address, until - from), instant);
        }
        if (until < end) {
            Range row = profile.rowAt(until).orElseThrow().range();
            held = new Held(row, words.slice(until - address, end - until), instant);
        }
        return next;
    }

    /// Forgets what is held: the connection is gone.
    public void reset() {
        held = null;
    }

    /// True while words wait for the rest of their row.
    public boolean isHolding() {
        return held != null;
    }

    /// Where the first register stands that does not end a row begun before `address`.
    private static int headEnd(Profile profile, int address, int end) {
        Row row = profile.rowAt(address).orElse(null);
        return row == null || row.range().address() == address
                ? address
                : Math.min(end, row.range().end());
    }

    /// Where the row starts that the last register does not complete, else `end`.
    private static int tailStart(Profile profile, int from, int end) {
        if (from >= end) {
            return end;
        }
        Row row = profile.rowAt(end - 1).orElse(null);
        return row == null || row.range().end() <= end ? end : row.range().address();
    }

    /// The first words of a row.
    private record Held(Range row, Words words, long instant) {

        boolean continuedBy(int address, long now) {
            return address == row.address() + words.count() && now - instant <= HOLD_NANOS;
        }

        Held plus(Words more) {
            byte[] bytes = new byte[2 * (words.count() + more.count())];
            words.copyTo(0, words.count(), bytes, 0);
            more.copyTo(0, more.count(), bytes, 2 * words.count());
            return new Held(row, Words.wrap(bytes), instant);
        }
    }
}
