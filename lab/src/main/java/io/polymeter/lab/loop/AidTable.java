package io.polymeter.lab.loop;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.twin.Loads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What helps which consumer, in figures: each model with each kind of source, without an aid and with each. The same
/// house for all, so that rows compare.
public final class AidTable {

    private static final double HOUR = 3600;
    private static final long SEED = 7;
    /// Only what was settled counts.
    private static final double SETTLED = 60;

    /// How a source gives its values.
    ///
    /// @param words for people
    public record Source(String words, Feed feed) {}

    private AidTable() {}

    /// The sources, from the quickest to the slowest.
    static List<Source> sources() {
        return List.of(
                new Source("pushes every 0.2 s", Feed.every(0.2).late(0.02)),
                new Source("measures every second", Feed.every(1)),
                new Source("every second, 1 s late", Feed.every(1).late(1)),
                new Source("every second, 2 s late", Feed.every(1).late(2)),
                new Source("every 5 s", Feed.every(5).late(0.5)));
    }

    /// What is tried, by its words; the first is nothing.
    static Map<String, UnaryOperator<Feed>> aids() {
        Map<String, UnaryOperator<Feed>> aids = new LinkedHashMap<>();
        aids.put("nothing", feed -> feed);
        aids.put("`wait-for-new: 2s`", feed -> feed.waiting(ClosedLoop.LONGEST_WAIT));
        aids.put("and `min-sample-period: 2s`", feed -> feed.slowed(2));
        aids.put("and `min-sample-period: 5s`", feed -> feed.slowed(5));
        return aids;
    }

    /// The models of devices.
    static List<RegulationModel> consumers() {
        return RegulationModel.all().stream()
                .filter(model -> !model.faces().isEmpty())
                .toList();
    }

    /// The effective power at the grid in an hour of a household, watts.
    static double effective(Regulation consumer, Feed feed) {
        double[] truth = new ClosedLoop(consumer, feed, 5, SEED)
                .run(HOUR, Loads.household(HOUR, SEED).power())
                .truth();
        int first = (int) Math.round(SETTLED / ClosedLoop.Seen.STEP);
        double squares = 0;
        for (int i = first; i < truth.length; i++) {
            squares += truth[i] * truth[i];
        }
        return Math.sqrt(squares / (truth.length - first));
    }

    /// The table, as Markdown; the best of each row is bold where it is at least a tenth better than nothing.
    public static String markdown() {
        StringBuilder text = new StringBuilder("| consumer | source | " + String.join(" | ", aids().keySet())
                + " |\n|---|---|" + "---|".repeat(aids().size()) + "\n");
        for (RegulationModel consumer : consumers()) {
            for (Source source : sources()) {
                text.append("| ")
                        .append(consumer.title())
                        .append(" | ")
                        .append(source.words())
                        .append(" | ")
                        .append(row(consumer.regulation(), source.feed()))
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    private static String row(Regulation consumer, Feed feed) {
        double[] watts = aids().values().stream()
                .mapToDouble(aid -> effective(consumer, aid.apply(feed)))
                .toArray();
        int best = 0;
        for (int i = 1; i < watts.length; i++) {
            best = watts[i] < watts[best] ? i : best;
        }
        StringBuilder cells = new StringBuilder();
        for (int i = 0; i < watts.length; i++) {
            String cell = String.format(Locale.ROOT, "%.0f W", watts[i]);
            boolean bold = i == best && watts[best] < 0.9 * watts[0];
            cells.append(i == 0 ? "" : " | ").append(bold ? "**" + cell + "**" : cell);
        }
        return cells.toString();
    }
}
