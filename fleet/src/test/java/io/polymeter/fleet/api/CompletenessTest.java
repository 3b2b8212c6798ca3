package io.polymeter.fleet.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.Term;
import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.site.Share;
import io.polymeter.fleet.site.SiteView;
import io.polymeter.fleet.topic.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A sum says of how many of how many it is, what may still come, and when that was asked for.
class CompletenessTest {

    private static final long FROM = Quarter.of(1_800_000_000_000L);
    private static final long LATER = FROM + 10 * Quarter.MILLIS;
    private static final SiteGroup GROUP = new SiteGroup("north", "region", "north", List.of(new Term("grid", false)));

    private final Membership membership = new Membership(List.of(GROUP));
    private final Map<String, Status> known = new HashMap<>();

    private void site(String node, boolean online, SiteView.GapView... gaps) {
        membership.registered(node, Registration.PLAIN.labelled(0, Map.of("region", "north")));
        known.put(
                node,
                new Status(online, LATER, "", "", Map.of("grid", online ? "live" : "gone"), List.of(gaps), List.of()));
    }

    private Completeness.Of of(int meters) {
        return new Completeness(GROUP, membership, known).of(FROM, new GroupSum(new Share(42, 0, meters), 1));
    }

    @Test
    void whoseGapsAreOpenIsOutstandingAndTheOthersThatAreMissingAreLost() {
        site("g/1", true);
        site("g/2", true, new SiteView.GapView(FROM + 1, FROM + 2, 1, LATER - 5));
        site("g/3", true, new SiteView.GapView(FROM - Quarter.MILLIS, FROM + 1, 2, LATER - 3));
        site("g/4", true, new SiteView.GapView(FROM - Quarter.MILLIS, FROM, 2, LATER - 1));

        Completeness.Of found = of(1);

        assertThat(found.expected()).isEqualTo(4);
        assertThat(found.outstanding()).isEqualTo(2);
        assertThat(found.asked()).isEqualTo(LATER - 3);
        assertThat(found.sites()).containsExactly("g/2", "g/3");
        assertThat(found.isWhole()).isFalse();
        assertThat(of(4)).isEqualTo(new Completeness.Of(4, 4, 0, 0, List.of()));
    }

    @Test
    void whoIsAwayMayStillSendWhatItMeasuresSinceAndWhoWasNeverHeardAnything() {
        site("g/1", true);
        site("g/2", false);
        membership.registered("g/3", Registration.PLAIN.labelled(0, Map.of("region", "north")));

        assertThat(of(1).sites()).containsExactly("g/3");
        Completeness.Of now =
                new Completeness(GROUP, membership, known).of(Quarter.of(LATER), new GroupSum(new Share(42, 0, 1), 1));
        assertThat(now.sites()).containsExactly("g/2", "g/3");
        assertThat(now.asked()).isZero();
    }

    @Test
    void aSiteIsExpectedFromWhenItWasLetInUntilItWasRevoked() {
        Map<String, String> north = Map.of("region", "north");
        membership.registered("g/1", Registration.PLAIN.labelled(0, north).admitted(false, FROM));
        membership.registered("g/2", Registration.since(FROM).labelled(0, north));
        membership.registered("g/3", Registration.UNADMITTED.labelled(0, north));
        membership.registered("g/4", Registration.PLAIN.labelled(0, north).labelled(FROM, Map.of("region", "south")));
        Membership.Expectation expected = membership.expected(GROUP);

        assertThat(expected.at(FROM - 1)).isEqualTo(2);
        assertThat(expected.at(FROM)).isEqualTo(1);
        assertThat(membership.expectedNow(GROUP, FROM)).isEqualTo(1);
        for (Registration each : membership.sites().values()) {
            assertThat(Registration.of(each.bytes())).isEqualTo(each);
        }
    }
}
