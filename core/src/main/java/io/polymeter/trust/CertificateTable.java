package io.polymeter.trust;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate table while it is used. Asking it never waits for the disk; [#sync] brings it and the disk
/// together and belongs to one thread.
public final class CertificateTable {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.trust");

    /// How often [#sync] should be called: a deletion then ends connections well within 100 ms.
    public static final Duration TICK = Duration.ofMillis(25);

    /// New certificates are written at most so often, however many are shown.
    private static final Duration WRITE_PAUSE = Duration.ofSeconds(1);

    /// When a certificate was last seen is written at most so often: flash memory wears out.
    private static final Duration SEEN_PAUSE = Duration.ofMinutes(10);

    /// What was shown and is not written yet; more is forgotten.
    private static final int PENDING = 256;

    /// Nothing is read from a certificate longer than this, in bytes.
    private static final int LONGEST = 16_384;

    private final TrustFile file;
    private final InstantSource wall;
    private final Map<CertificateEntry.Key, CertificateEntry> pending = new ConcurrentHashMap<>();
    private final Set<CertificateEntry.Key> news = ConcurrentHashMap.newKeySet();
    private final List<Consumer<CertificateEntry.Key>> removals = new CopyOnWriteArrayList<>();
    private final LongAdder dropped = new LongAdder();
    private volatile CertificateEntries table = CertificateEntries.EMPTY;
    private @Nullable Object stamp;
    private Instant written = Instant.EPOCH;
    private Instant seenWritten;

    /// A table that knows nothing before the first [#sync].
    public CertificateTable(TrustFile file, InstantSource wall) {
        this.file = file;
        this.wall = wall;
        this.seenWritten = wall.instant();
    }

    /// The time by which certificates are valid or not.
    public Instant now() {
        return wall.instant();
    }

    /// Whether a person has accepted it.
    public boolean accepts(CertificateEntry.Key key) {
        return table.accepts(key);
    }

    /// Tells whose line somebody removed, on the thread of [#sync]; not whose had to make room.
    ///
    /// @return ends it
    public Runnable onRemoval(Consumer<CertificateEntry.Key> listener) {
        removals.add(listener);
        return () -> removals.remove(listener);
    }

    /// All lines, also those that are not written yet.
    public List<CertificateEntry> list() {
        // These first: what is written meanwhile is in the table then, and not in neither.
        List<CertificateEntry> seen = List.copyOf(pending.values());
        return table.with(seen, _ -> true).list();
    }

    /// Whether it is in the list.
    public boolean lists(CertificateEntry.Key key) {
        return pending.containsKey(key) || table.lines().containsKey(key);
    }

    /// Certificates that were not listed because too many came at once.
    public long dropped() {
        return dropped.sum();
    }

    /// Somebody showed a certificate. Any thread; never waits.
    ///
    /// @param from the address, without blanks
    public void saw(PeerSide side, PresentedCertificate shown, String from) {
        CertificateEntry.Key key = new CertificateEntry.Key(side, shown.fingerprint());
        boolean known = table.lines().containsKey(key) || pending.containsKey(key);
        if (!known && (pending.size() >= PENDING || tooLong(shown))) {
            dropped.increment();
            return;
        }
        Instant now = wall.instant();
        pending.merge(
                key, new CertificateEntry(side, shown, false, now, now, from), (old, fresh) -> old.seen(now, from));
        if (!table.lines().containsKey(key)) {
            news.add(key);
        }
    }

    private static boolean tooLong(PresentedCertificate shown) {
        try {
            return shown.certificate().getEncoded().length > LONGEST;
        } catch (java.security.cert.CertificateEncodingException _) {
            return true;
        }
    }

    /// Takes up what others changed on disk, and writes what was seen, both where it is due.
    ///
    /// @throws IOException in words, if the disk fails; then the table is as it was
    public synchronized void sync() throws IOException {
        Object there = file.stamp();
        if (!java.util.Objects.equals(there, stamp)) {
            take(file.read());
            stamp = there;
        }
        Instant now = wall.instant();
        boolean fresh = !news.isEmpty() && passed(written, now, WRITE_PAUSE);
        boolean seen = !pending.isEmpty() && passed(seenWritten, now, SEEN_PAUSE);
        if (fresh || seen) {
            written = now;
            write();
        }
    }

    /// A clock that was set back must not stop the writing.
    private static boolean passed(Instant since, Instant now, Duration pause) {
        return now.isBefore(since) || Duration.between(since, now).compareTo(pause) >= 0;
    }

    /// Writes all that was seen.
    public synchronized void flush() throws IOException {
        if (!pending.isEmpty()) {
            write();
        }
    }

    private void write() throws IOException {
        Set<CertificateEntry.Key> fresh = Set.copyOf(news);
        // One that is being seen at this moment is in one of the two alone: it waits for the next time.
        List<CertificateEntry> seen = new ArrayList<>(pending.values());
        seen.removeIf(line -> !fresh.contains(line.key()) && !table.lines().containsKey(line.key()));
        CertificateEntries[] before = new CertificateEntries[1];
        CertificateEntries after = file.edit(now -> {
            before[0] = now;
            return now.with(seen, fresh::contains);
        });
        take(before[0]);
        makeRoom(after);
        // Whoever came after us is found at the next tick.
        stamp = new Object();
        seenWritten = wall.instant();
        for (CertificateEntry line : seen) {
            pending.remove(line.key(), line);
            if (fresh.contains(line.key())) {
                news.remove(line.key());
            }
        }
    }

    /// Lines that too many others pushed out are forgotten, which ends nobody's connection.
    private void makeRoom(CertificateEntries next) {
        forgetMissing(table, next);
        table = next;
    }

    /// @return whose lines are no longer there
    private List<CertificateEntry.Key> forgetMissing(CertificateEntries before, CertificateEntries next) {
        List<CertificateEntry.Key> missing = before.lines().keySet().stream()
                .filter(key -> !next.lines().containsKey(key))
                .toList();
        missing.forEach(pending::remove);
        missing.forEach(news::remove);
        return missing;
    }

    private void take(CertificateEntries next) {
        CertificateEntries before = table;
        table = next;
        for (CertificateEntry.Key key : forgetMissing(before, next)) {
            removals.forEach(listener -> listener.accept(key));
        }
        next.lines().forEach((key, line) -> {
            CertificateEntry old = before.lines().get(key);
            if (old != null && !old.accepted() && line.accepted()) {
                LOG.info(
                        "{} {} is accepted: {}",
                        key.side().id(),
                        key.fingerprint(),
                        line.shown().subject());
            }
        });
    }
}
