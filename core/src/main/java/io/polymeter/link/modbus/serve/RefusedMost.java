package io.polymeter.link.modbus.serve;

import io.polymeter.link.OutputCounters;
import io.polymeter.link.RecentReads;
import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says that a consumer is refused most of what it asks, and which registers are at fault.
final class RefusedMost {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.outputs");

    /// So many runs of registers are named.
    private static final int MANY = 4;

    private RefusedMost() {}

    /// Looks once in a second, and tells the log when it begins and when it is over.
    static void look(RegisterOutput output, long now) {
        RecentReads recent = output.tally().recent();
        if (!recent.isTime(now)) {
            return;
        }
        RecentReads.Figures figures = recent.figures(now);
        if (!recent.isNews(figures)) {
            return;
        }
        if (figures.areMostlyRefused()) {
            LOG.warn("{}: {}", output.name(), sentence(output, figures, now));
        } else {
            LOG.info("{}: what is read is answered again", output.name());
        }
    }

    /// A sentence without a full stop; an empty message where all is well.
    static Message sentence(RegisterOutput output, RecentReads.Figures figures, long now) {
        if (!figures.areMostlyRefused()) {
            return Message.verbatim("");
        }
        MeterState shown = output.view().shown(output.meter().state(), now);
        Profile profile = shown.profile();
        List<RecentReads.Refusal> refusals = figures.refusals();
        OutputCounters.Reason reason = refusals.getFirst().reason();
        Message runs = runs(refusals, profile == null ? List.of() : missing(profile, shown.image(), refusals));
        Message why = switch (reason) {
            case NO_SUCH_ADDRESS ->
                Message.of("refused-no-address", "registers {registers} are not all there in this device", runs);
            case FUNCTION ->
                Message.of(
                        "refused-function",
                        "this device is not read with function {function}",
                        refusals.getFirst().function());
            case STALE -> Message.of("refused-stale", "the values of registers {registers} are too old", runs);
            default -> Message.of("refused-no-source", "registers {registers} have no source", runs);
        };
        return Message.of(
                "reads-refused", "{count} of {all} reads refused, {why}", figures.refused(), figures.asked(), why);
    }

    /// The registers in these reads that nothing fills.
    private static List<Range> missing(Profile profile, RegisterImage image, List<RecentReads.Refusal> refusals) {
        TreeSet<Integer> absent = new TreeSet<>();
        for (RecentReads.Refusal refusal : refusals) {
            for (int at = refusal.address(); at < refusal.address() + refusal.quantity(); at++) {
                if (image.words(at, 1) == null && !profile.carriesNothing(at)) {
                    absent.add(at);
                }
            }
        }
        List<Range> runs = new ArrayList<>();
        for (int at : absent) {
            Range last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.end() == at) {
                runs.set(runs.size() - 1, new Range(last.address(), last.count() + 1));
            } else {
                runs.add(new Range(at, 1));
            }
        }
        return runs;
    }

    private static Message runs(List<RecentReads.Refusal> refusals, List<Range> missing) {
        List<String> texts = (missing.isEmpty()
                        ? refusals.stream().map(refusal -> new Range(refusal.address(), refusal.quantity()))
                        : missing.stream())
                .map(Range::toString)
                .distinct()
                .toList();
        return texts.size() <= MANY
                ? Message.verbatim(String.join(", ", texts))
                : Message.of(
                        "and-more",
                        "{names} and {count} more",
                        String.join(", ", texts.subList(0, MANY)),
                        texts.size() - MANY);
    }
}
