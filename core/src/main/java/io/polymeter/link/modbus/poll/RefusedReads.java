package io.polymeter.link.modbus.poll;

import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The reads that a device refuses or does not answer while it answers others: long ones are asked in smaller pieces,
/// and what is left is asked alone and less often, so that one bad register costs nothing but itself. Kept from one
/// connection to the next; for the thread of one link.
final class RefusedReads {

    /// How soon a read that was given up is tried again at first; doubling up to [#LONGEST].
    static final Duration FIRST = Duration.ofMinutes(1);

    static final Duration LONGEST = Duration.ofMinutes(10);

    /// Times in a row that a read may stay unanswered while others are answered before it is given up.
    private static final int MAX_MISSES = 2;

    private final Map<Range, GivenUp> givenUp = new HashMap<>();
    private final Map<Range, Integer> misses = new HashMap<>();
    private final Set<Range> split = new HashSet<>();
    private final Set<Range> parts = new HashSet<>();

    private record GivenUp(long tryAgain, Duration pause) {}

    /// The pieces in which a read is asked at present.
    List<Range> pieces(Profile profile, Range range) {
        if (!split.contains(range)) {
            return List.of(range);
        }
        List<Range> pieces = new ArrayList<>();
        for (Range half : halves(profile, range)) {
            pieces.addAll(pieces(profile, half));
        }
        return pieces;
    }

    /// Asks a read in two halves from now on.
    ///
    /// @return the halves; empty where its registers belong to one value
    List<Range> split(Profile profile, Range range) {
        List<Range> halves = halves(profile, range);
        if (!halves.isEmpty()) {
            split.add(range);
            Integer missed = misses.remove(range);
            for (Range half : halves) {
                parts.add(half);
                if (missed != null) {
                    // What is known of the whole is known of its parts: one miss more tells which of them it is.
                    misses.put(half, missed - 1);
                }
            }
        }
        return halves;
    }

    /// Whether a read is a part of a longer one that was split.
    boolean isPart(Range range) {
        return parts.contains(range);
    }

    /// Whether a read is left out now.
    boolean isLeftOut(Range range, long now) {
        GivenUp given = givenUp.get(range);
        return given != null && now - given.tryAgain() < 0;
    }

    boolean isGivenUp(Range range) {
        return givenUp.containsKey(range);
    }

    /// A read was not answered although the device answers others.
    ///
    /// @return true if that was once too often
    boolean missed(Range range) {
        return givenUp.containsKey(range) || misses.merge(range, 1, Integer::sum) >= MAX_MISSES;
    }

    /// The device had no time for a read although it answers others.
    ///
    /// @return true if that was once too often
    boolean busy(Range range) {
        return givenUp.containsKey(range) || misses.merge(range, 1, Integer::sum) > MAX_MISSES;
    }

    /// Times in a row that a read was not answered.
    int misses(Range range) {
        return misses.getOrDefault(range, 0);
    }

    /// The device answered nothing at all since it was connected to, so that this read may not be the reason.
    void unanswered(Range range) {
        misses.merge(range, 1, Integer::sum);
    }

    /// A read is left out for a while.
    void giveUp(Range range, long now) {
        misses.remove(range);
        GivenUp before = givenUp.get(range);
        Duration pause = before == null ? FIRST : before.pause().multipliedBy(2);
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        givenUp.put(range, new GivenUp(now + pause.toNanos(), pause));
    }

    /// Everything that is left out is asked for once more.
    void retry(long now) {
        givenUp.replaceAll((_, given) -> new GivenUp(now, given.pause()));
    }

    /// The reads that are given up at present: nothing of an earlier round may stand for them.
    List<Range> givenUp() {
        return List.copyOf(givenUp.keySet());
    }

    /// A read was answered.
    ///
    /// @return true if it had been given up
    boolean answered(Range range) {
        misses.remove(range);
        return givenUp.remove(range) != null;
    }

    /// Another device: all of it is tried anew.
    void clear() {
        givenUp.clear();
        misses.clear();
        split.clear();
        parts.clear();
    }

    /// Two runs of about the same length between which no value is cut.
    private static List<Range> halves(Profile profile, Range range) {
        int middle = range.address() + range.count() / 2;
        int cut = -1;
        List<Range> ties = profile.ties();
        for (int at = range.address() + 1; at < range.end(); at++) {
            boolean whole = starts(profile, ties, at);
            if (whole && (cut < 0 || Math.abs(at - middle) < Math.abs(cut - middle))) {
                cut = at;
            }
        }
        return cut < 0
                ? List.of()
                : List.of(new Range(range.address(), cut - range.address()), new Range(cut, range.end() - cut));
    }

    private static boolean starts(Profile profile, List<Range> ties, int address) {
        Row row = profile.rowAt(address).orElse(null);
        return (row == null || row.range().address() == address)
                && ties.stream().noneMatch(tie -> tie.address() < address && tie.end() > address);
    }

    /// What a run holds, for people: `frequency, voltage.L1 (registers 70-73)`.
    static String name(Profile profile, Range range) {
        String points = points(profile, range).stream().limit(4).collect(Collectors.joining(", "));
        return points.isEmpty() ? "registers " + range : points + " (registers " + range + ")";
    }

    /// The points in a run, by name.
    static List<String> points(Profile profile, Range range) {
        return profile.rows().stream()
                .filter(row -> range.overlaps(row.range()))
                .map(Row::point)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .distinct()
                .toList();
    }
}
