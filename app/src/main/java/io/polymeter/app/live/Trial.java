package io.polymeter.app.live;

import io.polymeter.runtime.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What would change with another configuration.
///
/// @param diff the lines of both texts
/// @param changes of meters, outputs and links; empty where the text has errors
public record Trial(CheckedConfiguration checked, List<LineDiff.Line> diff, List<Change> changes) {

    /// One thing that stays, comes, goes, or is another.
    ///
    /// @param kind `meter`, `output` or `link`
    /// @param name the name, or the sentence that describes the link
    /// @param does `keeps`, `begins`, `ends` or `changes`
    public record Change(String kind, String name, String does) {}

    static Trial of(List<LineDiff.Line> diff, Plan running, CheckedConfiguration checked) {
        Plan plan = checked.plan();
        return new Trial(checked, diff, plan == null ? List.of() : changes(running, plan));
    }

    private static List<Change> changes(Plan before, Plan after) {
        List<Change> changes = new ArrayList<>();
        compare("meter", before.meters(), after.meters(), changes);
        compare("output", before.settings().outputs(), after.settings().outputs(), changes);
        Set<String> then = new LinkedHashSet<>(after.describe());
        Set<String> now = new LinkedHashSet<>(before.describe());
        now.forEach(link -> changes.add(new Change("link", link, then.contains(link) ? "keeps" : "ends")));
        then.stream()
                .filter(link -> !now.contains(link))
                .forEach(link -> changes.add(new Change("link", link, "begins")));
        return changes;
    }

    private static void compare(String kind, Map<String, ?> before, Map<String, ?> after, List<Change> changes) {
        before.forEach((name, settings) -> {
            @Nullable Object next = after.get(name);
            changes.add(new Change(kind, name, next == null ? "ends" : next.equals(settings) ? "keeps" : "changes"));
        });
        after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> changes.add(new Change(kind, name, "begins")));
    }
}
