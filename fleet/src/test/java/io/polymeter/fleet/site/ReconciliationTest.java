package io.polymeter.fleet.site;

import static io.polymeter.fleet.site.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.sparkplug.Property;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is missing is asked for, merged, and else said to be lost.
class ReconciliationTest {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final Map<String, Property> MINUTES = Map.of(Property.INTERVAL, Property.of(60));
    private final World world = new World();
    private final Gateway gateway = new Gateway();

    private Effect.Replay onlyRequest() {
        assertThat(world.all(Effect.Replay.class)).hasSize(1);
        return world.all(Effect.Replay.class).getFirst();
    }

    @Test
    void aHoleInTheNumbersIsAskedForWhenItsQuarterHourIsOver() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        for (int lost = 0; lost < 18; lost++) {
            gateway.next();
        }
        world.go(gateway, START + 8 * MINUTE, START + 16 * MINUTE);
        assertThat(world.notices()).contains(Effect.What.HOLE);
        world.passed(START + 16 * MINUTE);
        assertThat(world.all(Effect.Replay.class)).isEmpty();

        world.passed(START + 17 * MINUTE + 1);

        Effect.Replay replay = onlyRequest();
        assertThat(replay.from()).isLessThanOrEqualTo(START + 5 * MINUTE);
        assertThat(replay.to()).isGreaterThanOrEqualTo(START + 8 * MINUTE);
        world.arrived(gateway.replay(START + 5 * MINUTE, START + 8 * MINUTE, START + 18 * MINUTE));
        world.passed(START + 19 * MINUTE);
        assertThat(world.kept(START).cover().complete()).isTrue();
        assertThat(world.kept(START).cover().present()).isEqualTo(90);
        assertThat(world.site().view().gaps()).isEmpty();
        assertThat(world.all(Effect.Replay.class)).hasSize(1);
    }

    @Test
    void ofDaysThatAreMissingTheNewestIsAskedForFirst() {
        world.run(gateway, START - MINUTE, START + MINUTE);
        long back = START + 2 * DAY;
        world.run(gateway, back, back + 20 * MINUTE);

        world.passed(back + 20 * MINUTE);

        Effect.Replay first = onlyRequest();
        assertThat(first.to()).isGreaterThan(back - Quarter.MILLIS);
        assertThat(first.from()).isGreaterThan(Quarter.day(back) - HOUR);
        world.arrived(gateway.replay(first.from(), back, back + 20 * MINUTE));
        world.passed(back + 21 * MINUTE);
        Effect.Replay second = world.all(Effect.Replay.class).getLast();
        assertThat(second.to()).isLessThanOrEqualTo(Quarter.day(back));
        assertThat(second.from()).isGreaterThanOrEqualTo(Quarter.day(back) - DAY - HOUR);
    }

    @Test
    void whatDoesNotComeIsLostAndSaidToBe() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        world.run(gateway, START + 35 * MINUTE, START + 50 * MINUTE);
        long now = START + 50 * MINUTE;
        for (int ask = 0; ask < 10; ask++) {
            world.passed(now);
            now += MINUTE + 1;
        }

        assertThat(world.all(Effect.Replay.class)).hasSize(SiteTimeouts.ASKED);
        assertThat(world.notices()).containsOnlyOnce(Effect.What.LOST);
        assertThat(world.kept(START + Quarter.MILLIS).cover().lost()).isTrue();
        assertThat(world.kept(START + Quarter.MILLIS).energy().imported()).isNull();
        assertThat(world.site().view().gaps()).isEmpty();
    }

    @Test
    void minutesOutOfAHistoryMakeAQuarterHourComplete() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        world.run(gateway, START + 35 * MINUTE, START + 50 * MINUTE);
        long now = START + 50 * MINUTE;
        world.passed(now);
        Effect.Replay asked = onlyRequest();

        world.arrived(gateway.minutes(START + 5 * MINUTE, START + 35 * MINUTE, now, MINUTES));
        world.passed(now + MINUTE);

        long last = START - Gateway.EVERY;
        for (int quarter = 0; quarter < 3; quarter++) {
            StoredQuarter kept = world.kept(START + quarter * Quarter.MILLIS);
            long end = kept.from() + Quarter.MILLIS - (quarter < 2 ? 1_000 : Gateway.EVERY);
            assertThat(kept.cover()).isEqualTo(new StoredQuarter.Cover(90, 90, true, false));
            assertThat(kept.energy().imported()).isEqualTo(Gateway.imported(end) - Gateway.imported(last));
            last = end;
        }
        assertThat(world.sum.imported()).isEqualTo(Gateway.imported(last) - Gateway.imported(START - Gateway.EVERY));
        assertThat(asked.from()).isLessThan(START + 5 * MINUTE);
        assertThat(world.site().view().gaps()).isEmpty();
        assertThat(world.all(Effect.Replay.class)).hasSize(1);
        assertThat(world.notices()).doesNotContain(Effect.What.LOST, Effect.What.IMPLAUSIBLE);
    }

    @Test
    void aMeanCountsForAllSlotsThatItStandsFor() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        world.run(gateway, START + 15 * MINUTE, START + 32 * MINUTE);

        world.arrived(gateway.minutes(START + 5 * MINUTE, START + 15 * MINUTE, START + 32 * MINUTE, MINUTES));

        double sum = 0;
        for (long at = START; at < START + 5 * MINUTE; at += Gateway.EVERY) {
            sum += 1000 * Gateway.power(at);
        }
        assertThat(world.kept(START).energy().meanPower()).isEqualTo(Math.round((sum + 60 * 3_600_000.0) / 90));
    }

    @Test
    void whatIsSaidOfOneMomentCountsForOneSlotAndNothingReachesBeyondItsQuarterHour() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        world.run(gateway, START + 20 * MINUTE, START + 32 * MINUTE);
        long now = START + 32 * MINUTE;

        world.arrived(gateway.minutes(START + 5 * MINUTE, START + 14 * MINUTE, now, Map.of()));
        world.arrived(gateway.minutes(
                START + 14 * MINUTE,
                START + 15 * MINUTE,
                now,
                Map.of(Property.INTERVAL, Property.of(Integer.MIN_VALUE))));

        assertThat(world.kept(START).cover().present()).isEqualTo(30 + 20);
        assertThat(world.kept(START).cover().complete()).isFalse();
        assertThat(world.kept(START).energy().imported()).isNotNull();
        world.arrived(gateway.minutes(
                START + 14 * MINUTE,
                START + 15 * MINUTE,
                now,
                Map.of(Property.INTERVAL, Property.of(Integer.MAX_VALUE))));
        assertThat(world.kept(START).cover()).isEqualTo(new StoredQuarter.Cover(90, 90, true, false));
        assertThat(world.kept(START + Quarter.MILLIS).cover().present()).isEqualTo(60);
    }

    @Test
    void aGatewayThatIsAwayIsNotAsked() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        world.run(gateway, START + 35 * MINUTE, START + 46 * MINUTE);
        world.arrived(gateway.nodeDeath(0, START + 46 * MINUTE));

        world.passed(START + 2 * HOUR);

        assertThat(world.all(Effect.Replay.class)).isEmpty();
        assertThat(world.logic.due(world.site())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withoutPermissionNobodyIsAsked() {
        world.run(gateway, START - MINUTE, START + 5 * MINUTE);
        world.run(gateway, START + 35 * MINUTE, START + 50 * MINUTE);
        SiteState site = world.site();

        assertThat(world.logic.passed(site, START + 50 * MINUTE, world.archive, false))
                .noneMatch(Effect.Replay.class::isInstance);
        assertThat(world.logic.isAsked(site)).isFalse();
        assertThat(world.logic.wantedDay(site)).isEqualTo(Quarter.day(START));
    }
}
