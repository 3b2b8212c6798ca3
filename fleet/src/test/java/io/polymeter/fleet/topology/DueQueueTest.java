package io.polymeter.fleet.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.fleet.site.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which site is looked at when, and what is counted of it.
class DueQueueTest {

    @Test
    void sitesAreDueOnceInTheOrderOfTheirTimes() {
        DueQueue queue = new DueQueue();
        queue.put("a", 30);
        queue.put("b", 10);
        queue.put("c", 20);
        queue.put("d", Long.MAX_VALUE);
        assertThat(queue.due(9, 10)).isEmpty();
        assertThat(queue.due(20, 1)).containsExactly("b");
        assertThat(queue.due(20, 10)).containsExactly("c");
        assertThat(queue.due(30, 10)).containsExactly("a");
        assertThat(queue.due(Long.MAX_VALUE - 1, 10)).isEmpty();
    }

    @Test
    void aLaterWordCounts() {
        DueQueue queue = new DueQueue();
        queue.put("a", 10);
        queue.put("a", 50);
        assertThat(queue.due(49, 10)).isEmpty();
        queue.put("a", Long.MAX_VALUE);
        assertThat(queue.due(100, 10)).isEmpty();
        queue.put("a", 5);
        queue.put("a", 5);
        assertThat(queue.due(5, 10)).isEqualTo(List.of("a"));
    }

    @Test
    void refusalsAreCountedByTheirReason() {
        Tallies tallies = new Tallies();
        tallies.count(Effect.Refused.UNBORN);
        tallies.count(Effect.Refused.UNBORN);
        tallies.messages.increment();
        assertThat(tallies.refused()).containsEntry(Effect.Refused.UNBORN, 2L).containsKeys(Effect.Refused.values());
        assertThat(tallies.messages()).isEqualTo(1);
        assertThat(tallies.told()).isZero();
        assertThat(tallies.asked()).isZero();
    }
}
