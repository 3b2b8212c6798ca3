package io.polymeter.lab.world;

import io.polymeter.modbus.Words;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What really was received, kept apart from the program under test, and the judgement of what it shows.
final class Ledger {

    /// Registers of one poll round are at most so far apart.
    private static final long ROUND = 8 * Conditions.SECOND;

    private static final int NO_ROW = -1;

    private final int[] rowStart = new int[0x10000];
    private final int[] rowEnd = new int[0x10000];
    private final @Nullable Group[] groups = new Group[0x10000];
    private final Map<String, ArrayDeque<Delivery>> deliveries = new HashMap<>();

    /// One reader's view of us. Its answers may have been made a little before they are judged.
    static final class Eye {
        private final long[] shown = new long[0x10000];
        private final long slack;

        /// @param slack how long before its judgement an answer may have been made, nanoseconds
        Eye(long slack) {
            this.slack = slack;
        }
    }

    /// Registers that reached us in one exchange.
    ///
    /// @param pushed true where the device wrote them and we took them
    record Delivery(int start, int count, long cycle, long at, boolean pushed) {
        boolean has(int address) {
            return address >= start && address < start + count;
        }

        boolean hasAll(int from, int until) {
            return from >= start && until <= start + count;
        }

        boolean says(int address, int word) {
            return has(address) && Stamp.word(address, cycle) == word;
        }
    }

    Ledger(Profile profile) {
        Arrays.fill(rowStart, NO_ROW);
        for (Row row : profile.rows()) {
            for (int at = row.range().address(); at < row.range().end(); at++) {
                rowStart[at] = row.range().address();
                rowEnd[at] = row.range().end();
            }
        }
        for (Span span : profile.spans()) {
            for (int at = span.range().address(); at < span.range().end(); at++) {
                groups[at] = span.group();
            }
        }
    }

    /// The group of an address, null where the device has none.
    @Nullable
    Group group(int address) {
        return address < groups.length ? groups[address] : null;
    }

    void delivered(Delivery delivery) {
        Group last = null;
        for (int at = delivery.start(); at < delivery.start() + delivery.count(); at++) {
            Group group = groups[at];
            if (group != null && group != last) {
                last = group;
                keep(group, delivery);
            }
        }
    }

    private void keep(Group group, Delivery delivery) {
        ArrayDeque<Delivery> known = deliveries.computeIfAbsent(group.name(), _ -> new ArrayDeque<>());
        if (known.peekFirst() != delivery) {
            known.addFirst(delivery);
        }
        long limit = limit(group);
        while (limit != Long.MAX_VALUE && delivery.at() - known.getLast().at() > limit) {
            known.removeLast();
        }
    }

    private static long limit(Group group) {
        return group.freshFor() == null ? Long.MAX_VALUE : group.freshFor().toNanos();
    }

    /// Judges registers that were shown as data at a moment.
    ///
    /// @throws Violation if any of them should not have been
    void judge(Eye eye, int address, Words words, long now) {
        Delivery last = null;
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < words.count(); i++) {
            int at = address + i;
            if (last == null || !last.says(at, words.get(i))) {
                if (rowStart[at] == NO_ROW && words.get(i) == 0) {
                    continue;
                }
                Delivery next = find(at, words.get(i), now - eye.slack);
                if (last != null) {
                    whole(last, next, at);
                }
                last = next;
                current(last, at, now - eye.slack);
                oldest = Math.min(oldest, last.pushed() ? oldest : last.at());
                newest = Math.max(newest, last.pushed() ? newest : last.at());
            }
            forward(eye, last, at);
        }
        Group group = groups[address];
        if (newest != Long.MIN_VALUE && newest - oldest > ROUND && group != null && group.freshFor() != null) {
            throw new Violation(
                    "registers from " + address + " mix two rounds of the poll, " + (newest - oldest) + " ns apart");
        }
    }

    /// Finds the exchange that a word came from.
    private Delivery find(int at, int word, long now) {
        Group group = groups[at];
        ArrayDeque<Delivery> known = group == null ? null : deliveries.get(group.name());
        if (group == null || known == null) {
            throw new Violation("register " + at + " was shown and never received");
        }
        for (Delivery each : known) {
            if (each.says(at, word)) {
                if (now - each.at() > limit(group)) {
                    throw new Violation("register " + at + " of " + group.name() + " was shown "
                            + (now - each.at()) / Conditions.MS + " ms after its reception");
                }
                return each;
            }
        }
        throw new Violation(String.format(
                "register %d was shown as %04x, which was never received or is too old (%s)", at, word, group.name()));
    }

    /// Where words of two exchanges meet, they must not share a value, and the older one must not hide what the
    /// newer one brought.
    private void whole(Delivery before, Delivery next, int at) {
        if (rowStart[at] != NO_ROW && rowStart[at] < at && before.cycle() != next.cycle()) {
            throw new Violation("the value at register " + rowStart[at] + " mixes cycles " + before.cycle() + " and "
                    + next.cycle());
        }
        if (rowStart[at] != NO_ROW && before.hasAll(rowStart[at], rowEnd[at]) && next.at() < before.at()) {
            throw new Violation("register " + at + " is of cycle " + next.cycle() + ", though the exchange of cycle "
                    + before.cycle() + " brought it, too");
        }
    }

    /// Pushed values are shown from the moment they are acknowledged.
    private void current(Delivery seen, int at, long now) {
        Group group = groups[at];
        if (rowStart[at] == NO_ROW || group == null) {
            return;
        }
        Delivery newest = newestPush(group, rowStart[at], rowEnd[at], now);
        if (newest != null && newest.at() > seen.at()) {
            throw new Violation("register " + at + " is of cycle " + seen.cycle() + ", though cycle " + newest.cycle()
                    + " was acknowledged before");
        }
    }

    private @Nullable Delivery newestPush(Group group, int from, int until, long before) {
        for (Delivery each : deliveries.getOrDefault(group.name(), new ArrayDeque<>())) {
            if (each.pushed() && each.at() <= before && each.hasAll(from, until)) {
                return each;
            }
        }
        return null;
    }

    /// No register ever goes back to an older value.
    private static void forward(Eye eye, Delivery seen, int at) {
        if (seen.at() < eye.shown[at]) {
            throw new Violation("register " + at + " went back to cycle " + seen.cycle());
        }
        eye.shown[at] = seen.at();
    }

    /// Whether every value in a run was pushed within its limit, so that it must be shown.
    boolean mustShow(Eye eye, int address, int count, long now) {
        boolean any = false;
        for (int at = address; at < address + count; at++) {
            Group group = groups[at];
            if (group == null) {
                return false;
            }
            if (rowStart[at] == NO_ROW) {
                continue;
            }
            Delivery newest = newestPush(group, rowStart[at], rowEnd[at], now - eye.slack);
            if (newest == null || now - newest.at() > limit(group)) {
                return false;
            }
            any = true;
            at = rowEnd[at] - 1;
        }
        return any && reservedAreFresh(address, count, now);
    }

    /// Reserved registers that came once and not again grow old like any other.
    private boolean reservedAreFresh(int address, int count, long now) {
        for (int at = address; at < address + count; at++) {
            Group group = groups[at];
            if (rowStart[at] == NO_ROW && group != null) {
                Iterator<Delivery> each = deliveries
                        .getOrDefault(group.name(), new ArrayDeque<>())
                        .iterator();
                Delivery found = null;
                while (each.hasNext() && found == null) {
                    Delivery next = each.next();
                    found = next.has(at) ? next : null;
                }
                if (found != null && now - found.at() > limit(group)) {
                    return false;
                }
            }
        }
        return true;
    }
}
