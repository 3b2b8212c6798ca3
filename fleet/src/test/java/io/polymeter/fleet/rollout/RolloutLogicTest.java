package io.polymeter.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.fleet.rollout.RolloutOrder.Wish;
import io.polymeter.fleet.rollout.RolloutState.Phase;
import io.polymeter.fleet.topic.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RolloutLogicTest {

    private static final long START = 1_800_000_000_000L;
    private static final long MINUTE = 60_000;

    private final RolloutOrder order = new RolloutOrder("r1", "ada", START, "", "site: {{node}} {{region}}", Wish.RUN);
    private final RolloutLogic logic = new RolloutLogic(order);
    private final Map<String, Status> sites = new TreeMap<>();
    private final List<Integer> told = new ArrayList<>();
    private RolloutState state = RolloutState.BEGUN;
    private long now = START;

    private void sites(int count) {
        for (int i = 0; i < count; i++) {
            sites.put("g/s%04d".formatted(i), status(true, "", ""));
        }
    }

    private static Status status(boolean online, String hash, String word) {
        return new Status(online, START, hash, word, Map.of(), List.of(), List.of());
    }

    private Map<String, String> step() {
        List<RolloutLogic.Target> all = new ArrayList<>();
        sites.forEach((node, status) -> all.add(new RolloutLogic.Target(node, Map.of("region", "north"), status)));
        RolloutLogic.Next next = logic.next(state, all, now);
        state = next.state();
        now += 1_000;
        return next.tell();
    }

    private void answer(String node, String text, String word) {
        sites.put(node, status(true, RolloutOrder.hash(text), word));
    }

    /// Steps until it is over; whoever is told answers so.
    private void run(String word) {
        for (int i = 0; i < 200 && !state.isOver(); i++) {
            Map<String, String> tell = step();
            if (!tell.isEmpty()) {
                told.add(tell.size());
            }
            tell.forEach((node, text) -> answer(node, text, word));
        }
    }

    @Test
    void goesOutInWavesOfOneAHundredthATenthAndAll() {
        sites(1000);

        run("kept");

        assertThat(state.phase()).isEqualTo(Phase.DONE);
        assertThat(state.progress().kept()).isEqualTo(1000);
        assertThat(told.getFirst()).isEqualTo(1);
        // The first one may be one of the hundredth, or beside it.
        assertThat(told.get(1)).isBetween(9, 10);
        assertThat(told.get(2)).isBetween(90, 91);
        assertThat(told.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
        assertThat(told).allMatch(many -> many <= RolloutLogic.MAX_TOLD);
    }

    @Test
    void aBadOneEndsAtTheFirstSite() {
        sites(1000);

        run("refused: polymeter.yaml:3:1: unknown key");

        assertThat(state.phase()).isEqualTo(Phase.STOPPED);
        assertThat(told).containsExactly(1);
        assertThat(state.reason()).isEqualTo("1 of 1 sites failed");
        assertThat(state.failures()).singleElement().asString().endsWith("unknown key");
    }

    @Test
    void twoOfAHundredMayFailAndThreeMayNot() {
        sites(1000);
        for (int i = 0; i < 200 && state.wave() < 2; i++) {
            step().forEach((node, text) -> answer(node, text, "kept"));
        }
        Map<String, String> tenth = step();
        List<String> nodes = List.copyOf(tenth.keySet());
        tenth.forEach((node, text) -> answer(node, text, "on-trial"));
        nodes.subList(0, 2).forEach(node -> answer(node, tenth.getOrDefault(node, ""), "rolled-back: no connection"));
        step();
        assertThat(state.phase()).isEqualTo(Phase.RUNNING);
        assertThat(state.progress().failed()).isEqualTo(2);

        answer(nodes.get(2), tenth.getOrDefault(nodes.get(2), ""), "rolled-back: no connection");
        step();

        assertThat(state.phase()).isEqualTo(Phase.STOPPED);
        assertThat(state.reason()).matches("3 of 10[01] sites failed");
    }

    @Test
    void aTrialHoldsTheNextWaveBack() {
        sites(10);
        step().forEach((node, text) -> answer(node, text, "on-trial"));
        for (int i = 0; i < 300; i++) {
            assertThat(step()).isEmpty();
        }
        assertThat(state.wave()).isZero();
    }

    @Test
    void whoDoesNotAnswerIsToldAgainAndHasFailedAfterTwelveMinutes() {
        sites(10);
        assertThat(step()).hasSize(1);
        assertThat(step()).isEmpty();
        now += MINUTE;
        assertThat(step()).hasSize(1);
        now += 12 * MINUTE;
        step();

        assertThat(state.phase()).isEqualTo(Phase.STOPPED);
        assertThat(state.failures()).singleElement().asString().endsWith("no answer");
    }

    @Test
    void whoIsAwayIsToldWhenItIsBackAndHoldsNobodyUp() {
        sites(9);
        sites.put("g/away", status(false, "", ""));
        for (int i = 0; i < 30; i++) {
            step().forEach((node, text) -> answer(node, text, "kept"));
        }
        assertThat(state.phase()).isEqualTo(Phase.RUNNING);
        assertThat(state.progress().kept()).isEqualTo(9);
        assertThat(state.progress().away()).isEqualTo(1);

        sites.put("g/away", status(true, "", ""));
        run("kept");

        assertThat(state.phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void eachSiteGetsItsOwnText() {
        sites(1);
        assertThat(step()).containsExactly(Map.entry("g/s0000", "site: s0000 north"));
    }

    @Test
    void recordsAreReadBack() {
        sites(3);
        run("refused: no");
        assertThat(RolloutState.of(state.bytes())).isEqualTo(state);
        assertThat(RolloutOrder.of(order.bytes())).isEqualTo(order);
    }
}
