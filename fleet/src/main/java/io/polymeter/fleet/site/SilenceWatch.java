package io.polymeter.fleet.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds meters that are silent for longer than their own interval allows. All instants are the fronts'.
///
/// Judged only at the live edge: fronts say once a second that they are there, and while the newest such beat is old we
/// are behind, or the fronts are gone, and nothing is known about meters. After a pause of the beats every
/// meter has all of its time again. Not for several threads.
public final class SilenceWatch {

    /// A beat that is older than this says that we are not at the live edge.
    public static final Duration EDGE = Duration.ofSeconds(5);

    private static final int INTERVALS = 3;

    private final long grace;
    /// By interval: meters and when they were last heard, the longest silent first.
    private final Map<Long, LinkedHashMap<Key, Long>> heard = new HashMap<>();

    private final Map<Key, Long> intervals = new HashMap<>();
    private long beat;
    private long freshSince;

    /// A meter of a site.
    ///
    /// @param node a site
    /// @param meter one of its meters
    public record Key(String node, String meter) {}

    /// @param grace what a meter is given beyond three of its intervals
    public SilenceWatch(Duration grace) {
        this.grace = grace.toMillis();
    }

    /// A meter was heard, or is known to have been.
    ///
    /// @param interval between two of its messages, in milliseconds
    public void heard(Key key, long interval, long received) {
        Long before = intervals.put(key, interval);
        if (before != null && before != interval) {
            remove(key, before);
        }
        LinkedHashMap<Key, Long> line = heard.computeIfAbsent(interval, _ -> new LinkedHashMap<>());
        Long known = line.get(key);
        if (known == null || known != received) {
            line.remove(key);
            line.put(key, received);
        }
    }

    /// A meter is not watched any more: it was said to be gone.
    public void gone(Key key) {
        Long interval = intervals.remove(key);
        if (interval != null) {
            remove(key, interval);
        }
    }

    private void remove(Key key, long interval) {
        LinkedHashMap<Key, Long> line = heard.get(interval);
        if (line != null) {
            line.remove(key);
        }
    }

    /// A front says that it is there.
    public void beat(long at) {
        if (at - beat > EDGE.toMillis()) {
            freshSince = at;
        }
        beat = Math.max(beat, at);
    }

    /// The newest beat; 0 before the first.
    public long lastBeat() {
        return beat;
    }

    /// Brings meters that were added in any order into that of their last messages.
    public void sort() {
        heard.replaceAll((_, line) -> {
            LinkedHashMap<Key, Long> sorted = new LinkedHashMap<>();
            line.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            return sorted;
        });
    }

    /// Whether what is known is as new as the present.
    public boolean isLive(long now) {
        return beat != 0 && now - beat <= EDGE.toMillis();
    }

    /// The meters that have become silent; each is named once until it is heard again.
    public List<Key> silent(long now) {
        List<Key> silent = new ArrayList<>();
        if (!isLive(now)) {
            return silent;
        }
        heard.forEach((interval, line) -> {
            Iterator<Map.Entry<Key, Long>> longest = line.entrySet().iterator();
            while (longest.hasNext()) {
                Map.Entry<Key, Long> next = longest.next();
                long since = Math.max(next.getValue(), freshSince);
                if (beat - since <= INTERVALS * interval + grace) {
                    break;
                }
                silent.add(next.getKey());
                longest.remove();
            }
        });
        silent.forEach(intervals::remove);
        return silent;
    }

    /// How many meters are watched.
    public int size() {
        return intervals.size();
    }
}
