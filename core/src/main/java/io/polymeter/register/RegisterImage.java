package io.polymeter.register;

import io.polymeter.modbus.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An immutable picture of a device's registers. Each run carries the instant of the exchange that brought it;
/// what was never received is absent. A new picture shares the untouched runs with the old one.
public final class RegisterImage {

    /// Nothing received.
    public static final RegisterImage EMPTY = new RegisterImage(new Segment[0]);

    private final Segment[] segments;

    private RegisterImage(Segment[] segments) {
        this.segments = segments;
    }

    /// The picture of these runs.
    ///
    /// @throws IllegalArgumentException if they are not sorted by address, or overlap
    public static RegisterImage of(List<Segment> runs) {
        int end = 0;
        for (Segment run : runs) {
            if (run.address() < end) {
                throw new IllegalArgumentException("register " + run.address() + " is not behind the run before it");
            }
            end = run.end();
        }
        return new RegisterImage(runs.toArray(Segment[]::new));
    }

    /// The picture after `words` arrived for `address` at `instant` (nanoseconds of the monotonic clock).
    ///
    /// @throws IllegalArgumentException if a register would stand outside its table
    public RegisterImage with(int address, Words words, long instant) {
        if (words.count() == 0) {
            return this;
        }
        Segment added = new Segment(address, words, instant);
        List<Segment> next = new ArrayList<>(segments.length + 2);
        boolean placed = false;
        for (Segment old : segments) {
            if (!placed && old.address() >= added.address()) {
                next.add(added);
                placed = true;
            }
            if (old.end() <= added.address() || old.address() >= added.end()) {
                next.add(old);
                continue;
            }
            if (old.address() < added.address()) {
                next.add(old.part(old.address(), added.address()));
            }
            if (!placed) {
                next.add(added);
                placed = true;
            }
            if (old.end() > added.end()) {
                next.add(old.part(added.end(), old.end()));
            }
        }
        if (!placed) {
            next.add(added);
        }
        return new RegisterImage(next.toArray(Segment[]::new));
    }

    /// The picture with the words of another where that has them, as of the instants here.
    public RegisterImage repeating(RegisterImage other) {
        RegisterImage next = this;
        for (Segment here : segments) {
            Words words = other.words(here.address(), here.words().count());
            if (words != null) {
                next = next.with(here.address(), words, here.instant());
            }
        }
        return next;
    }

    /// The picture without these registers: they are absent again.
    public RegisterImage without(Range range) {
        List<Segment> next = new ArrayList<>(segments.length + 1);
        for (Segment old : segments) {
            if (old.end() <= range.address() || old.address() >= range.end()) {
                next.add(old);
                continue;
            }
            if (old.address() < range.address()) {
                next.add(old.part(old.address(), range.address()));
            }
            if (old.end() > range.end()) {
                next.add(old.part(range.end(), old.end()));
            }
        }
        return new RegisterImage(next.toArray(Segment[]::new));
    }

    /// The words of a run, null where one of them is absent.
    public @Nullable Words words(int address, int count) {
        int at = indexOf(address);
        if (at < 0) {
            return null;
        }
        Segment first = segments[at];
        if (first.end() >= address + count) {
            return first.words().slice(address - first.address(), count);
        }
        byte[] bytes = new byte[2 * count];
        return copy(address, count, bytes) == count ? Words.wrap(bytes) : null;
    }

    /// Copies what is there of a run into `target` (big-endian, two bytes each), and leaves the bytes of absent
    /// registers as they are.
    ///
    /// @return how many registers were there
    public int copy(int address, int count, byte[] target) {
        int copied = 0;
        int end = address + count;
        for (int i = firstTouching(address); i < segments.length && segments[i].address() < end; i++) {
            Segment segment = segments[i];
            int from = Math.max(address, segment.address());
            int until = Math.min(end, segment.end());
            segment.words().copyTo(from - segment.address(), until - from, target, 2 * (from - address));
            copied += until - from;
        }
        return copied;
    }

    /// The age in nanoseconds of the oldest register of a run that is there, `Long.MIN_VALUE` where none is
    /// there.
    public long oldestAge(int address, int count, long now) {
        long oldest = Long.MIN_VALUE;
        int end = address + count;
        for (int i = firstTouching(address); i < segments.length && segments[i].address() < end; i++) {
            oldest = Math.max(oldest, now - segments[i].instant());
        }
        return oldest;
    }

    /// True if every register of the run is there.
    public boolean covers(int address, int count) {
        int next = address;
        int end = address + count;
        for (int i = firstTouching(address); i < segments.length && next < end; i++) {
            if (segments[i].address() > next) {
                return false;
            }
            next = segments[i].end();
        }
        return next >= end;
    }

    /// True if some register of a run is here from a later exchange.
    public boolean holdsNewer(Segment run) {
        for (Segment here : segments) {
            if (here.address() < run.end() && run.address() < here.end() && here.instant() - run.instant() > 0) {
                return true;
            }
        }
        return false;
    }

    /// The run that holds a register, null where it is absent.
    public @Nullable Segment segmentAt(int address) {
        int at = indexOf(address);
        return at < 0 ? null : segments[at];
    }

    /// The runs, by address; runs of different exchanges stand apart.
    public List<Segment> segments() {
        return List.of(segments);
    }

    private int indexOf(int address) {
        int at = firstTouching(address);
        return at < segments.length && segments[at].address() <= address ? at : -1;
    }

    private int firstTouching(int address) {
        int low = 0;
        int high = segments.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments[middle].end() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// A run that arrived in one exchange.
    ///
    /// @param instant nanoseconds of the monotonic clock
    public record Segment(int address, Words words, long instant) {
        public Segment {
            if (!Range.isRun(address, words.count())) {
                throw new IllegalArgumentException(address + "+" + words.count() + " is not a run of registers");
            }
        }

        /// The address behind the last register.
        public int end() {
            return address + words.count();
        }

        Segment part(int from, int until) {
            return new Segment(from, words.slice(from - address, until - from), instant);
        }
    }
}
