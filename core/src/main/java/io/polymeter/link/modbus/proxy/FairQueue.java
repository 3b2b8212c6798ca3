package io.polymeter.link.modbus.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Inquiries that wait, taken in turns: one of each client, then the next of each. So a client that floods waits
/// for itself. Those who ask for the same are answered together, with the first one's turn. For one thread.
final class FairQueue {

    /// By client, the one whose turn is next first. Nobody is there without an inquiry.
    private final Map<String, Deque<PendingRequest>> clients = new LinkedHashMap<>();

    /// Lines up behind the client's own, and a client that has none behind all clients.
    void add(PendingRequest inquiry) {
        clients.computeIfAbsent(inquiry.client(), _ -> new ArrayDeque<>()).add(inquiry);
    }

    /// Takes the inquiry whose turn it is, and all that its answer will answer too. Empty where nobody waits.
    List<PendingRequest> next() {
        Iterator<Map.Entry<String, Deque<PendingRequest>>> entries =
                clients.entrySet().iterator();
        if (!entries.hasNext()) {
            return List.of();
        }
        Map.Entry<String, Deque<PendingRequest>> turn = entries.next();
        entries.remove();
        String client = turn.getKey();
        Deque<PendingRequest> own = turn.getValue();
        PendingRequest first = own.remove();
        if (!own.isEmpty()) {
            clients.put(client, own);
        }
        List<PendingRequest> together = new ArrayList<>();
        together.add(first);
        together.addAll(takeSame(first));
        return together;
    }

    /// Takes all that the answer to `inquiry` answers too.
    List<PendingRequest> takeSame(PendingRequest inquiry) {
        List<PendingRequest> same = new ArrayList<>();
        for (Iterator<Deque<PendingRequest>> each = clients.values().iterator(); each.hasNext(); ) {
            Deque<PendingRequest> waiting = each.next();
            waiting.removeIf(other -> other.isAnsweredBy(inquiry) && same.add(other));
            if (waiting.isEmpty()) {
                each.remove();
            }
        }
        return same;
    }

    /// Takes all that wait for a unit, in any order.
    List<PendingRequest> takeFor(int unit) {
        List<PendingRequest> all = new ArrayList<>();
        for (Iterator<Deque<PendingRequest>> each = clients.values().iterator(); each.hasNext(); ) {
            Deque<PendingRequest> waiting = each.next();
            waiting.removeIf(other -> other.unit() == unit && all.add(other));
            if (waiting.isEmpty()) {
                each.remove();
            }
        }
        return all;
    }

    /// Takes all there are.
    List<PendingRequest> takeAll() {
        List<PendingRequest> all =
                clients.values().stream().flatMap(Deque::stream).toList();
        clients.clear();
        return all;
    }
}
