package io.polymeter.fleet.site;

import static io.polymeter.fleet.site.World.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.sparkplug.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is known of a site, and what follows from its messages.
class SiteTest {

    private static final long HOUR = 3_600_000;
    private final World world = new World();
    private final Gateway gateway = new Gateway();

    /// The truth of the gateway's counters: the last reading before each end.
    private static long truth(long from) {
        return Gateway.imported(from + Quarter.MILLIS - Gateway.EVERY) - Gateway.imported(from - Gateway.EVERY);
    }

    @Test
    void aQuarterHourIsTheDifferenceOfItsCounterReadings() {
        world.run(gateway, START - 60_000, START + HOUR);
        world.passed(START + HOUR + 31_000);

        for (long from = START; from < START + HOUR; from += Quarter.MILLIS) {
            StoredQuarter kept = world.kept(from);
            assertThat(kept.energy().imported()).isEqualTo(truth(from));
            assertThat(kept.cover()).isEqualTo(new StoredQuarter.Cover(90, 90, true, false));
            assertThat(kept.revision()).isEqualTo(1);
        }
        assertThat(world.sum.imported())
                .isEqualTo(Gateway.imported(START + HOUR - Gateway.EVERY) - Gateway.imported(START - Gateway.EVERY));
    }

    @Test
    void theFirstQuarterHourOfASiteHasNoEnergyForItsBeginningIsNotKnown() {
        world.run(gateway, START + 300_000, START + Quarter.MILLIS);
        world.passed(START + Quarter.MILLIS + 31_000);

        StoredQuarter kept = world.kept(START);
        assertThat(kept.energy().imported()).isNull();
        assertThat(kept.cover().complete()).isFalse();
        assertThat(kept.energy().meanPower()).isBetween(3_600_000L, 3_606_000L);
    }

    @Test
    void whatComesTwiceCountsOnce() {
        world.run(gateway, START - 60_000, START + HOUR);
        world.passed(START + HOUR + 31_000);
        Share once = world.sum;
        int told = world.all(Effect.Tell.class).size();

        world.arrived(gateway.replay(START - 60_000, START + HOUR, START + HOUR + 60_000));

        assertThat(world.sum).isEqualTo(once);
        assertThat(world.all(Effect.Tell.class)).hasSize(told);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfReplayedMessagesDecidesNothing(long seed) {
        World straight = new World();
        straight.run(new Gateway(), START - 60_000, START + 2 * HOUR);
        straight.passed(START + 2 * HOUR + 31_000);
        Random random = new Random(seed);
        long now = START + 2 * HOUR + 40_000;
        world.arrived(gateway.nodeBirth(now));
        world.arrived(gateway.deviceBirth(now));
        List<Long> starts = new ArrayList<>();
        for (long at = START - 60_000; at < START + 2 * HOUR; at += 60_000) {
            starts.add(at);
            if (random.nextInt(4) == 0) {
                starts.add(at);
            }
        }
        Collections.shuffle(starts, random);

        starts.forEach(at -> world.arrived(gateway.replay(at, at + 60_000, now)));
        world.passed(now + HOUR);

        assertThat(world.sum).isEqualTo(straight.sum);
        for (long from = START; from < START + 2 * HOUR; from += Quarter.MILLIS) {
            assertThat(world.kept(from).energy()).isEqualTo(straight.kept(from).energy());
            assertThat(world.kept(from).cover()).isEqualTo(straight.kept(from).cover());
        }
    }

    @Test
    void lateDataCorrectsWithAHigherRevision() {
        world.run(gateway, START - 60_000, START + 300_000);
        world.go(gateway, START + 1_200_000, START + 6 * HOUR);
        assertThat(world.kept(START).energy().imported()).isNull();
        assertThat(world.archive.records).isNotEmpty();

        world.arrived(gateway.replay(START + 300_000, START + 1_200_000, START + 6 * HOUR));

        assertThat(world.kept(START).energy().imported()).isEqualTo(truth(START));
        assertThat(world.kept(START).revision()).isGreaterThan(1);
        assertThat(world.kept(START + Quarter.MILLIS).energy().imported()).isEqualTo(truth(START + Quarter.MILLIS));
    }

    @Test
    void aFutureInstantIsRefusedAndCounted() {
        world.run(gateway, START, START + 60_000);
        Arrival ahead = new Arrival(
                Arrival.Type.DDATA,
                Gateway.METER,
                new Payload(START + 60_000, gateway.next(), List.of(Gateway.value(1, START + 200_000, 99))),
                START + 60_000);

        world.arrived(ahead);

        assertThat(world.count(Effect.Refused.FUTURE)).isEqualTo(1);
        assertThat(world.notices()).contains(Effect.What.CLOCK);
        assertThat(world.site().power(Gateway.METER)).isNotEqualTo(99_000L);
    }

    @Test
    void dataOfAnUnbornNodeAskForBirthsOnceAMinute() {
        world.arrived(gateway.data(START));
        world.arrived(gateway.data(START + 10_000));

        assertThat(world.all(Effect.Rebirth.class)).hasSize(1);
        world.arrived(gateway.data(START + 70_000));
        assertThat(world.all(Effect.Rebirth.class)).hasSize(2);
        assertThat(world.site().isOnline()).isFalse();
    }

    @Test
    void anUnknownAliasAsksForBirths() {
        world.run(gateway, START, START + 30_000);

        world.arrived(new Arrival(
                Arrival.Type.DDATA,
                Gateway.METER,
                new Payload(START + 30_000, gateway.next(), List.of(Gateway.value(77, START + 30_000, 1))),
                START + 30_000));

        assertThat(world.all(Effect.Rebirth.class)).hasSize(1);
        assertThat(world.count(Effect.Refused.UNKNOWN_ALIAS)).isEqualTo(1);
    }

    @Test
    void theDeathOfAnOlderConnectionSaysNothing() {
        gateway.bdSeq = 4;
        world.run(gateway, START, START + 30_000);

        world.arrived(gateway.nodeDeath(3, START + 31_000));

        assertThat(world.site().isOnline()).isTrue();
        world.arrived(gateway.nodeDeath(4, START + 32_000));
        assertThat(world.site().isOnline()).isFalse();
        assertThat(world.site().power(Gateway.METER)).isNull();
    }

    @Test
    void aMeterThatDiedHasNoPresentPower() {
        world.run(gateway, START, START + 30_000);
        assertThat(world.site().power(Gateway.METER)).isNotNull();

        world.arrived(gateway.deviceDeath(START + 30_000));

        assertThat(world.site().power(Gateway.METER)).isNull();
        assertThat(world.notices()).contains(Effect.What.GONE);
    }

    @Test
    void aSilentMeterIsSaidOnceAndSoIsItsReturn() {
        world.run(gateway, START, START + 30_000);

        world.silent(Gateway.METER, START + 90_000);
        world.silent(Gateway.METER, START + 100_000);
        world.arrived(gateway.data(START + 110_000));

        assertThat(world.notices()).containsOnlyOnce(Effect.What.SILENT, Effect.What.RECOVERED);
    }

    @Test
    void aRecordThatIsCutAnywhereIsRefused() {
        world.run(gateway, START - 60_000, START + HOUR);
        byte[] whole = world.site().bytes();

        assertThat(SiteState.of(whole).bytes()).isEqualTo(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SiteState.of(cut)).isInstanceOf(MalformedRecordException.class);
        }
    }
}
