package io.polymeter.fleet.rollout;

import io.polymeter.fleet.rollout.RolloutState.Phase;
import io.polymeter.fleet.rollout.RolloutState.Progress;
import io.polymeter.fleet.topic.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides what a roll-out does next. Knows beside its state only whom it has told since it took over.
final class RolloutLogic {

    /// A trial takes five minutes at the gateway, and a way back as long as its uplink needs.
    static final long ANSWER = Duration.ofMinutes(12).toMillis();

    static final long AGAIN = Duration.ofSeconds(60).toMillis();

    /// Sites that are told in one step.
    static final int MAX_TOLD = 200;

    /// More than so many of a hundred that failed end it.
    static final int FAILURES = 2;

    /// Of a hundred, by wave; the first one is one site.
    private static final int[] SHARES = {0, 1, 10, 100};

    private final RolloutOrder order;
    private final Map<String, Long> asked = new HashMap<>();
    private final Map<String, Long> first = new HashMap<>();

    RolloutLogic(RolloutOrder order) {
        this.order = order;
    }

    /// A site it is for.
    ///
    /// @param node `GROUP/NODE`
    /// @param status null where it was never heard
    record Target(
            String node,
            Map<String, String> labels,
            @Nullable Status status) {

        boolean online() {
            return status != null && status.online();
        }
    }

    /// What is next.
    ///
    /// @param tell sites that are to be told, and their texts
    record Next(RolloutState state, Map<String, String> tell) {}

    private enum Stand {
        OPEN,
        TRYING,
        KEPT,
        FAILED,
        AWAY
    }

    /// @param all sites of the fleet
    Next next(RolloutState state, List<Target> all, long now) {
        List<Target> targets = all.stream()
                .filter(target -> order.isFor(target.labels()))
                .sorted(Comparator.comparingInt((Target target) -> (order.id() + target.node()).hashCode() * 31)
                        .thenComparing(Target::node))
                .toList();
        RolloutState present = state;
        if (present.first().isEmpty()) {
            Optional<Target> found = targets.stream().filter(Target::online).findFirst();
            if (found.isEmpty()) {
                return new Next(present.as(Phase.RUNNING, "none of its sites is connected"), Map.of());
            }
            present = new RolloutState(Phase.RUNNING, 0, found.get().node(), Progress.NONE, "", List.of());
        }
        return look(present, wave(present, targets), targets.size(), now);
    }

    private static List<Target> wave(RolloutState state, List<Target> targets) {
        int share = SHARES[state.wave()];
        int many = state.wave() == 0 ? 0 : Math.max(1, (targets.size() * share + 99) / 100);
        List<Target> found = new ArrayList<>(targets.subList(0, Math.min(many, targets.size())));
        if (found.stream().noneMatch(target -> target.node().equals(state.first()))) {
            targets.stream()
                    .filter(target -> target.node().equals(state.first()))
                    .forEach(found::add);
        }
        return found;
    }

    private Next look(RolloutState state, List<Target> wave, int targets, long now) {
        Map<Stand, Integer> counts = new EnumMap<>(Stand.class);
        List<String> failures = new ArrayList<>();
        Map<String, String> tell = new HashMap<>();
        for (Target target : wave) {
            String text = order.text(target.node(), target.labels());
            Stand stand = stand(target, RolloutOrder.hash(text), now);
            counts.merge(stand, 1, Integer::sum);
            if (stand == Stand.FAILED && failures.size() < RolloutState.MAX_FAILURES) {
                failures.add(target.node() + ": " + word(target, RolloutOrder.hash(text)));
            } else if (stand == Stand.OPEN && tell.size() < MAX_TOLD && isTimeToTell(target.node(), now)) {
                tell.put(target.node(), text);
            }
        }
        int failed = counts.getOrDefault(Stand.FAILED, 0);
        int kept = counts.getOrDefault(Stand.KEPT, 0);
        int trying = counts.getOrDefault(Stand.OPEN, 0) + counts.getOrDefault(Stand.TRYING, 0);
        int away = counts.getOrDefault(Stand.AWAY, 0);
        Progress progress = new Progress(targets, wave.size(), kept, trying, failed, away);
        RolloutState seen =
                new RolloutState(Phase.RUNNING, state.wave(), state.first(), progress, state.reason(), failures);
        if (failed * 100 > FAILURES * (wave.size() - away)) {
            return new Next(
                    seen.as(Phase.STOPPED, "%d of %d sites failed".formatted(failed, wave.size() - away)), Map.of());
        }
        if (trying == 0 && kept > 0 && state.wave() < RolloutState.LAST_WAVE) {
            return new Next(
                    new RolloutState(Phase.RUNNING, state.wave() + 1, state.first(), progress, "", failures), Map.of());
        }
        if (trying == 0 && kept > 0) {
            return away == 0
                    ? new Next(seen.as(Phase.DONE, ""), Map.of())
                    : new Next(seen.as(Phase.RUNNING, "the others are told when they are back"), Map.of());
        }
        tell.keySet().forEach(node -> told(node, now));
        return new Next(seen.as(Phase.RUNNING, ""), tell);
    }

    private boolean isTimeToTell(String node, long now) {
        Long last = asked.get(node);
        return last == null || now - last >= AGAIN;
    }

    private void told(String node, long now) {
        asked.put(node, now);
        first.putIfAbsent(node, now);
    }

    private Stand stand(Target target, String hash, long now) {
        Status status = target.status();
        if (status != null && status.configuration().equals(hash)) {
            String word = status.configurationState();
            if (word.startsWith("kept")) {
                return Stand.KEPT;
            }
            if (word.startsWith("refused") || word.startsWith("rolled-back")) {
                return Stand.FAILED;
            }
        }
        Long told = first.get(target.node());
        if (told != null && now - told > ANSWER) {
            return Stand.FAILED;
        }
        if (status != null && status.configuration().equals(hash)) {
            return Stand.TRYING;
        }
        return target.online() ? Stand.OPEN : told == null ? Stand.AWAY : Stand.TRYING;
    }

    private static String word(Target target, String hash) {
        Status status = target.status();
        return status != null && status.configuration().equals(hash) ? status.configurationState() : "no answer";
    }
}
