package io.polymeter.store;

import io.polymeter.point.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The energy counters of all meters by name, and what of them is stored. They outlive a meter's settings.
public final class CounterBook {

    private static final String HEADER = "polymeter counters 1 ";

    /// The last word of a counter that waits for another device's first reading.
    private static final String REPLACED = "replaced";

    private final ConcurrentMap<String, Counters> meters = new ConcurrentHashMap<>();
    /// What was shown when it was stored last. Guarded by this.
    private final Map<String, Map<Point, Double>> stored = new HashMap<>();

    /// What the last text holds. Guarded by this.
    private final Map<Counters, Written> written = new HashMap<>();

    /// @param unsure those of them that had gone to their bound after a crash
    private record Written(Set<Point> points, Set<Point> unsure) {}

    private volatile boolean kept;
    private volatile Runnable beginning = () -> {};

    /// The counters of a meter.
    public Counters of(String meter) {
        return meters.computeIfAbsent(meter, name -> new Counters(name, this));
    }

    /// From now on somebody stores the counters: one that begins is shown once it is stored.
    public void keep() {
        kept = true;
    }

    /// Tells of counters that begin; any thread, must return at once.
    public void onBeginning(Runnable listener) {
        beginning = listener;
    }

    void begins() {
        beginning.run();
    }

    boolean isKept() {
        return kept;
    }

    /// The last text is on the disk.
    public synchronized void stored() {
        written.forEach((counters, text) -> counters.kept(text.points(), text.unsure()));
        kept = true;
    }

    /// Everything as text, one counter a line. Until it is called again no counter is shown beyond the bound that
    /// the text says.
    ///
    /// @param end true if nothing will be shown any more
    public synchronized String write(boolean end) {
        List<String> lines = new ArrayList<>();
        meters.forEach((meter, counters) -> {
            Map<Point, Double> before = stored.computeIfAbsent(meter, _ -> new HashMap<>());
            Map<Point, MonotonicCounter> bounded = new HashMap<>();
            Set<Point> unsure = counters.unsure();
            double leeway = counters.integrates() ? MonotonicCounter.OWN_LEEWAY : MonotonicCounter.LEEWAY;
            counters.counts()
                    .forEach((point, count) ->
                            bounded.put(point, count.bounded(before.getOrDefault(point, Double.NaN), leeway)));
            counters.bound(bounded);
            written.put(counters, new Written(Set.copyOf(bounded.keySet()), unsure));
            // Once the bounds hold: what is shown meanwhile is below them.
            counters.counts().forEach((point, count) -> {
                if (bounded.containsKey(point)) {
                    before.put(point, count.shown());
                    boolean late = Double.isInfinite(count.most());
                    MonotonicCounter safe = late ? count.bounded(Double.NaN, leeway) : count;
                    lines.add(line(meter, point, safe) + (counters.replacing(point) ? "\t" + REPLACED : "") + "\n");
                }
            });
        });
        lines.sort(null);
        return HEADER + (end ? "ended" : "running") + "\n" + String.join("", lines);
    }

    /// The same text, of a program that goes on and may crash.
    public static String running(String text) {
        return text.replaceFirst("^" + HEADER + "ended", HEADER + "running");
    }

    /// It could not be stored: no bound holds, and nothing waits for it.
    public synchronized void unbound() {
        kept = false;
        meters.values().forEach(counters -> {
            Map<Point, MonotonicCounter> free = new HashMap<>();
            counters.counts().forEach((point, count) -> free.put(point, count.unbounded()));
            counters.bound(free);
            counters.free();
        });
    }

    private static String line(String meter, Point point, MonotonicCounter count) {
        MonotonicCounter.Episode episode = count.episode();
        return String.join(
                "\t",
                meter,
                point.name(),
                String.valueOf(count.measured()),
                String.valueOf(count.offset()),
                String.valueOf(count.shown()),
                String.valueOf(episode.high()),
                String.valueOf(episode.low()),
                String.valueOf(episode.offset()),
                String.valueOf(count.most()));
    }

    /// Goes on from what [#write] gave.
    ///
    /// @throws IllegalArgumentException with words for a person, and nothing is changed
    public synchronized void read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
            throw new IllegalArgumentException("line 1 is not '" + HEADER + "…'");
        }
        boolean clean = lines.getFirst().endsWith(" ended");
        Map<String, Map<Point, MonotonicCounter>> read = new HashMap<>();
        Map<String, Set<Point>> replaced = new HashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] words = lines.get(i).split("\t", -1);
            try {
                Point point = Point.parse(words[1]).orElseThrow();
                MonotonicCounter count = count(words).restored(clean);
                read.computeIfAbsent(words[0], _ -> new HashMap<>()).put(point, count);
                if (words[words.length - 1].equals(REPLACED)) {
                    replaced.computeIfAbsent(words[0], _ -> new HashSet<>()).add(point);
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("line " + (i + 1) + " is not a counter", e);
            }
        }
        read.forEach((meter, counts) -> {
            of(meter).restore(counts, replaced.getOrDefault(meter, Set.of()));
            Map<Point, Double> before = stored.computeIfAbsent(meter, _ -> new HashMap<>());
            // What is shown after a crash may be the bound: going there is no growth, or bounds would double.
            counts.forEach((point, count) -> before.put(point, clean ? count.shown() : count.most()));
        });
    }

    private static MonotonicCounter count(String[] words) {
        double[] numbers = new double[7];
        for (int i = 0; i < 7; i++) {
            numbers[i] = Double.parseDouble(words[i + 2]);
        }
        return new MonotonicCounter(
                numbers[0],
                numbers[1],
                numbers[2],
                new MonotonicCounter.Episode(numbers[3], numbers[4], numbers[5]),
                numbers[6],
                false);
    }
}
