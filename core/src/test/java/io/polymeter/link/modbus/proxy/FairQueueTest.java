package io.polymeter.link.modbus.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Many wait, and each has its turn.
class FairQueueTest {

    private final FairQueue turns = new FairQueue();

    private PendingRequest wants(String client, int address) {
        PendingRequest inquiry = PendingRequest.of(client, 1, new Request.ReadHoldingRegisters(address, 2), 0);
        turns.add(inquiry);
        return inquiry;
    }

    private List<String> order() {
        List<String> order = new ArrayList<>();
        for (List<PendingRequest> next = turns.next(); !next.isEmpty(); next = turns.next()) {
            order.add(next.getFirst().client());
        }
        return order;
    }

    @Test
    void whoeverFloodsWaitsForHimself() {
        for (int i = 0; i < 5; i++) {
            wants("flood", i);
        }
        wants("polite", 100);
        wants("other", 200);
        assertThat(order()).containsExactly("flood", "polite", "other", "flood", "flood", "flood", "flood");
    }

    @Test
    void aClientThatComesBackAtOnceStandsBehindTheOthers() {
        wants("a", 1);
        wants("b", 2);
        wants("c", 3);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            PendingRequest next = turns.next().getFirst();
            order.add(next.client());
            wants(next.client(), 10 + i);
        }
        assertThat(order).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void ofOneClientTheFirstIsFirst() {
        List<PendingRequest> asked = List.of(wants("a", 3), wants("a", 1), wants("a", 2));
        assertThat(List.of(turns.next(), turns.next(), turns.next()))
                .containsExactly(List.of(asked.get(0)), List.of(asked.get(1)), List.of(asked.get(2)));
    }

    @Test
    void thoseWhoWantTheSameAreAnsweredTogetherAndThatCostsThemNoTurn() {
        PendingRequest first = wants("a", 7);
        wants("b", 8);
        PendingRequest same = wants("b", 7);
        PendingRequest alone = wants("c", 7);
        assertThat(turns.next()).containsExactlyInAnyOrder(first, same, alone);
        assertThat(order()).containsExactly("b");
    }

    @Test
    void onlyExactlyTheSameReadIsTheSame() {
        PendingRequest read = wants("a", 7);
        turns.add(PendingRequest.of("b", 2, read.request(), 0));
        turns.add(PendingRequest.of("c", 1, new Request.ReadHoldingRegisters(7, 1), 0));
        turns.add(PendingRequest.of("d", 1, new Request.ReadInputRegisters(7, 2), 0));
        assertThat(turns.next()).containsExactly(read);
        assertThat(order()).containsExactly("b", "c", "d");
    }

    @Test
    void everyWriteIsCarriedOut() {
        Request write = new Request.WriteMultipleRegisters(7, Words.of(1));
        turns.add(PendingRequest.of("a", 1, write, 0));
        turns.add(PendingRequest.of("b", 1, write, 0));
        assertThat(turns.next()).hasSize(1);
        assertThat(turns.next()).hasSize(1);
    }

    @Test
    void whatIsTakenForAUnitIsGoneAndTheRestIsNot() {
        PendingRequest own = wants("a", 1);
        PendingRequest foreign = PendingRequest.of("a", 9, own.request(), 0);
        turns.add(foreign);
        PendingRequest other = wants("b", 2);
        assertThat(turns.takeFor(9)).containsExactly(foreign);
        assertThat(turns.takeAll()).containsExactlyInAnyOrder(own, other);
        assertThat(turns.next()).isEmpty();
    }

    /// Whatever comes in whatever order: nobody is left out, nobody is served twice, and nobody has a second turn
    /// while somebody waits who waited at the first.
    @Test
    void nobodyIsOvertakenTwice() {
        Random random = new Random(5);
        Set<PendingRequest> waiting = new HashSet<>();
        // Who waited at the last turn of a client, and has waited ever since.
        Map<String, Set<String>> before = new HashMap<>();
        int served = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) > 0 && waiting.size() < 60) {
                waiting.add(wants("client " + random.nextInt(8), random.nextInt(20)));
                continue;
            }
            List<PendingRequest> next = turns.next();
            assertThat(waiting).containsAll(next);
            next.forEach(waiting::remove);
            served += next.size();
            if (!next.isEmpty()) {
                String client = next.getFirst().client();
                assertThat(before.getOrDefault(client, Set.of()))
                        .as("step %d", step)
                        .isEmpty();
                Set<String> now = waiting.stream().map(PendingRequest::client).collect(Collectors.toSet());
                before.values().forEach(set -> set.retainAll(now));
                before.values().forEach(set -> set.remove(client));
                now.remove(client);
                before.put(client, now);
            }
        }
        assertThat(served).isGreaterThan(9_000);
        assertThat(turns.takeAll()).containsExactlyInAnyOrderElementsOf(waiting);
    }
}
