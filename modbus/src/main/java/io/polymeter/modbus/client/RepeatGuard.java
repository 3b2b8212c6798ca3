package io.polymeter.modbus.client;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Keeps a copy of a reply, which a gateway or a repeater sends a while after it, from being taken for the reply to
/// another request where frames carry no transaction id.
///
/// A reply with the very words of one that came lately for other registers may be such a copy. Then it is waited a
/// little whether another reply comes, which is the right one then. Where none comes, those registers have the same
/// words indeed, and are believed at once from then on. Once a copy has been found on a line, that is believed no more:
/// such a reply has to come twice, or once more when it is asked for again.
///
/// Registers that are the same as others again and again, while their words change, mirror them: nothing is waited for
/// there.
public final class RepeatGuard {

    private static final int LATELY = 32;

    /// After so many replies without a copy the line is as good as one that never had any.
    private static final int FORGIVEN = 1000;
    private static final int MOST_BELIEVED = 256;

    /// So many different words that were the same in two places, one after the other: these places mirror each other.
    private static final int MIRRORED = 8;

    private final Deque<Heard> recent = new ArrayDeque<>();
    private final Set<Heard> believed = new HashSet<>();

    /// A copy has been found. Before that, single registers are not suspected: they are the same by chance too often.
    private boolean copies;

    private int since;

    private record Heard(int unit, Request request, Response response) {}

    /// How many different words two requests have had in common in a row.
    private final Map<Pair, Integer> mirrors = new HashMap<>();

    private record Pair(int unit, Request request, Request other) {}

    /// Whether a reply may be a copy of one to another request.
    public synchronized boolean suspects(int unit, Request request, Response response) {
        if (!request.onlyReads()
                || !(response instanceof Response.ReadRegisters(int _, Words words))
                || words.count() == 1 && !copies) {
            return false;
        }
        for (Heard heard : recent) {
            if (looksAlike(heard, unit, request, response)
                    && mirrors.getOrDefault(new Pair(unit, request, heard.request()), 0) < MIRRORED) {
                return !believed.contains(new Heard(unit, request, response));
            }
        }
        return false;
    }

    private static boolean looksAlike(Heard heard, int unit, Request request, Response response) {
        return heard.unit() == unit
                && !heard.request().equals(request)
                && heard.response().equals(response);
    }

    /// A reply was taken.
    public synchronized void taken(int unit, Request request, Response response) {
        since++;
        copies &= since <= FORGIVEN;
        if (response instanceof Response.ReadRegisters) {
            Heard heard = new Heard(unit, request, response);
            if (!mirrors.isEmpty()) {
                mirrors.keySet().removeIf(pair -> pair.unit() == unit && differs(pair, request, response));
            }
            recent.remove(heard);
            recent.addFirst(heard);
            if (recent.size() > LATELY) {
                recent.removeLast();
            }
        }
    }

    /// Whether copies have been found on this line.
    public synchronized boolean copies() {
        return copies;
    }

    /// Nothing came behind a reply that was suspected.
    public synchronized void believe(int unit, Request request, Response response) {
        if (copies) {
            return;
        }
        if (believed.size() >= MOST_BELIEVED) {
            believed.clear();
        }
        believed.add(new Heard(unit, request, response));
        if (mirrors.size() < MOST_BELIEVED) {
            recent.stream()
                    .filter(heard -> looksAlike(heard, unit, request, response))
                    .map(heard -> new Pair(unit, request, heard.request()))
                    .distinct()
                    .forEach(pair -> mirrors.merge(pair, 1, Integer::sum));
        }
    }

    /// Whether the places of a pair do not mirror each other, as what came last from the other one shows.
    private boolean differs(Pair pair, Request request, Response response) {
        return pair.request().equals(request)
                && recent.stream()
                        .filter(heard ->
                                heard.unit() == pair.unit() && heard.request().equals(pair.other()))
                        .findFirst()
                        .filter(heard -> !heard.response().equals(response))
                        .isPresent();
    }

    /// A reply came behind one that was suspected: that one was a copy.
    public synchronized void copied() {
        copies = true;
        since = 0;
        believed.clear();
        mirrors.clear();
    }
}
