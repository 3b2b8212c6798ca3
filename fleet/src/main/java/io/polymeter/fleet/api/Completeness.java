package io.polymeter.fleet.api;

import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.site.SiteView;
import io.polymeter.fleet.topic.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Of how many meters the quarter-hours of a group are, who is outstanding, and when they were asked last. As of one
/// moment.
final class Completeness {

    /// So many sites that are outstanding are named.
    private static final int NAMED = 20;

    private final SiteGroup group;
    private final Membership.Expectation expectation;
    private final List<Waiting> waiting = new ArrayList<>();

    /// A site from which something may still come.
    ///
    /// @param silentSince when its last message came where it says nothing now; the end of time where it talks
    private record Waiting(String node, Registration registration, long silentSince, List<SiteView.GapView> gaps) {

        boolean mayStillSend(long from) {
            return from + Quarter.MILLIS > silentSince || asked(from) >= 0;
        }

        /// When its gateway was asked last, 0 for never; -1 where nothing is missing.
        long asked(long from) {
            long last = -1;
            for (SiteView.GapView gap : gaps) {
                if (gap.from() < from + Quarter.MILLIS && gap.to() > from) {
                    last = Math.max(last, gap.asked());
                }
            }
            return last;
        }
    }

    /// One quarter-hour.
    ///
    /// @param meters that are in the sum
    /// @param expected meters of a whole sum
    /// @param outstanding meters that are missing and may still come; the others that are missing are lost
    /// @param asked when one of their gateways was asked last, milliseconds since 1970 UTC; 0 for never
    /// @param sites some of those that are outstanding
    record Of(int meters, int expected, int outstanding, long asked, List<String> sites) {

        boolean isWhole() {
            return meters >= expected;
        }
    }

    Completeness(SiteGroup group, Membership membership, Map<String, Status> known) {
        this.group = group;
        expectation = membership.expected(group);
        membership.sites().forEach((node, registration) -> {
            if (registration.admitted()) {
                Waiting site = waiting(node, registration, known.get(node));
                if (site.silentSince() != Long.MAX_VALUE || !site.gaps().isEmpty()) {
                    waiting.add(site);
                }
            }
        });
        waiting.sort(Comparator.comparing(Waiting::node));
    }

    private Waiting waiting(String node, Registration registration, @Nullable Status status) {
        if (status == null) {
            return new Waiting(node, registration, 0, List.of());
        }
        boolean talks = status.online()
                && group.of().stream().allMatch(term -> {
                    String state = status.meters().getOrDefault(term.meter(), "gone");
                    return !state.equals("silent") && !state.equals("gone");
                });
        return new Waiting(node, registration, talks ? Long.MAX_VALUE : status.received(), status.gaps());
    }

    /// How many meters a whole sum has.
    int expected(long from) {
        return expectation.at(from);
    }

    /// Of a quarter-hour and its sum.
    Of of(long from, GroupSum sum) {
        int meters = sum.share().meters();
        int expected = expectation.at(from);
        if (meters >= expected) {
            return new Of(meters, expected, 0, 0, List.of());
        }
        List<Waiting> sites = waiting.stream()
                .filter(site -> group.holds(site.registration().labelsAt(from)) && site.mayStillSend(from))
                .toList();
        int outstanding = Math.min(expected - meters, sites.size() * group.of().size());
        long asked = sites.stream().mapToLong(site -> site.asked(from)).max().orElse(0);
        return new Of(
                meters,
                expected,
                outstanding,
                Math.max(0, asked),
                sites.stream().limit(NAMED).map(Waiting::node).toList());
    }
}
