package io.polymeter.link.ct002;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The batteries that ask, and what each says it does: they are told of each other, so that they share the work. For
/// one thread.
///
/// One that misses two of its own cycles is forgotten.
final class Batteries {

    /// The device knows so many.
    static final int MAX = 9;

    private static final List<String> PHASES = List.of("x", "A", "B", "C", "D");
    private static final long FIRST = 3_000_000_000L;
    private static final int MISSED = 2;

    private final Map<String, Battery> known = new HashMap<>();

    /// @param interval between its last two requests, in nanoseconds
    private record Battery(String phase, int watts, boolean counts, long seen, long interval) {}

    /// How many batteries are on each phase, and what they charge and discharge, in the order x (none yet), A, B, C
    /// and D (all three).
    record Sums(List<Integer> counts, List<Integer> charging, List<Integer> discharging) {}

    /// What a battery says of itself.
    ///
    /// @param phase A, B, C, D for all three, else it does not know yet
    /// @param watts what it gives; negative while it charges
    /// @param counts false where it does not want to be counted
    record Report(String mac, String phase, int watts, boolean counts) {}

    /// A battery asks.
    ///
    /// @return false where there are too many
    boolean asks(Report report, long now) {
        String mac = report.mac();
        known.values().removeIf(battery -> now - battery.seen > (MISSED + 1) * battery.interval);
        Battery before = known.get(mac);
        if (before == null && known.size() >= MAX) {
            return false;
        }
        long interval = before == null ? FIRST : Math.max(FIRST / 10, Math.min(10 * FIRST, now - before.seen));
        String on = report.phase().toUpperCase(Locale.ROOT);
        known.put(mac, new Battery(PHASES.contains(on) ? on : "x", report.watts(), report.counts(), now, interval));
        return true;
    }

    Sums sums() {
        List<Integer> counts = new ArrayList<>();
        List<Integer> charging = new ArrayList<>();
        List<Integer> discharging = new ArrayList<>();
        for (String phase : PHASES) {
            List<Battery> here = known.values().stream()
                    .filter(battery -> battery.counts && battery.phase.equals(phase))
                    .toList();
            counts.add(here.size());
            charging.add(here.stream()
                    .mapToInt(battery -> Math.min(0, battery.watts))
                    .sum());
            discharging.add(here.stream()
                    .mapToInt(battery -> Math.max(0, battery.watts))
                    .sum());
        }
        return new Sums(counts, charging, discharging);
    }
}
