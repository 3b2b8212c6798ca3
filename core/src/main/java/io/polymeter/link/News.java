package io.polymeter.link;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/// Tells what is worth a line in the log because it was not said before. So many things can be said at once, and then
/// one a minute: a flood of strangers does not fill the log, and who comes after it is named all the same. As many are
/// remembered; the oldest is forgotten first. Any thread may ask.
///
/// @param <T> what is told apart, by equality
public final class News<T> {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final int most;
    private final LongSupplier nanos;
    // Guarded by this, as all below.
    private final Set<T> said = new LinkedHashSet<>();
    private long until;

    /// @param most how many at once, 1 or more
    public News(int most) {
        this(most, System::nanoTime);
    }

    /// @param nanos of a monotonic clock
    public News(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
        this.until = nanos.getAsLong();
    }

    /// True where it should be said now. What is not said for lack of room is news when it comes again.
    public synchronized boolean isNews(T what) {
        long now = nanos.getAsLong();
        long used = until - now;
        if (said.contains(what) || used > (most - 1) * PAUSE) {
            return false;
        }
        until = (used > 0 ? until : now) + PAUSE;
        if (said.size() >= most) {
            Iterator<T> oldest = said.iterator();
            oldest.next();
            oldest.remove();
        }
        return said.add(what);
    }
}
