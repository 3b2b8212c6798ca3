package io.polymeter.link.modbus.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Unit;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profile.WhenStale;
import io.polymeter.profile.Profile.Wire;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadPlanTest {

    private static final Group LIVE = new Group("live", Duration.ofSeconds(2), Duration.ofSeconds(1), false);
    private static final Group ENERGY = new Group("energy", Duration.ofMinutes(5), Duration.ofSeconds(5), false);

    private static Profile profile(int maxRead, List<Span> spans, List<Row> rows) {
        Wire wire = new Wire(1, Set.of(1), List.of(3), maxRead, Duration.ZERO, null, WhenStale.EXCEPTION);
        return new Profile("test", "Test", wire, List.of(LIVE, ENERGY), spans, rows, null, null);
    }

    private static Span span(int address, int count, Group group) {
        return new Span(new Range(address, count), group, false, true);
    }

    private static Row row(int address, int count, Group group) {
        Encoding encoding = count == 1 ? Encoding.U16 : count == 2 ? Encoding.U32 : Encoding.U64;
        Row.Format format = new Row.Format(encoding, false, 1, -1, false, -1);
        Range range = new Range(address, count);
        return new Row("r" + address, range, format, Unit.NONE, null, Row.Part.WHOLE, Row.Access.READ, group, "");
    }

    private static List<Range> ranges(Profile profile) {
        return ReadPlan.of(profile, _ -> true).batches().stream()
                .flatMap(batch -> batch.asks().stream())
                .map(ReadPlan.Ask::range)
                .toList();
    }

    @Test
    void theKostalMeterIsReadInTheFewestRequests() {
        Profile profile = Catalog.builtIn().find("kostal-ksem").orElseThrow();
        ReadPlan plan = ReadPlan.of(profile, span -> !span.optional());
        assertThat(plan.batches())
                .allSatisfy(batch -> assertThat(batch.asks())
                        .hasSize(
                                switch (batch.group().name()) {
                                    case "live" -> 2;
                                    case "energy" -> 3;
                                    default -> 1;
                                }));
    }

    @Test
    void aValueIsNeverReadByTwoRequests() {
        Profile profile = profile(4, List.of(span(0, 8, LIVE)), List.of(row(0, 2, LIVE), row(3, 2, LIVE)));
        assertThat(ranges(profile)).containsExactly(new Range(0, 3), new Range(3, 4), new Range(7, 1));
    }

    @Test
    void theHalvesOfAValueAreReadByOneRequest() {
        Row low = half(2, Row.Part.LOW);
        Row high = half(5, Row.Part.HIGH);
        Profile profile = profile(4, List.of(span(0, 8, LIVE)), List.of(low, high));
        assertThat(ranges(profile)).containsExactly(new Range(0, 2), new Range(2, 4), new Range(6, 2));
    }

    private static Row half(int at, Row.Part part) {
        Row.Format format = new Row.Format(Encoding.U16, false, 1, -1, false, -1);
        return new Row(
                "r" + at,
                new Range(at, 1),
                format,
                Unit.WATT_HOUR,
                Point.of(Quantity.ACTIVE_ENERGY_IMPORT),
                part,
                Row.Access.READ,
                LIVE,
                "");
    }

    @Test
    void whatIsBetweenSpansIsNeverTouched() {
        Profile profile = profile(125, List.of(span(0, 4, LIVE), span(6, 4, LIVE)), List.of());
        assertThat(ranges(profile)).containsExactly(new Range(0, 4), new Range(6, 4));
    }

    @Test
    void spansThatTouchAreOneRequest() {
        Profile profile = profile(125, List.of(span(0, 4, LIVE), span(4, 4, LIVE)), List.of());
        assertThat(ranges(profile)).containsExactly(new Range(0, 8));
    }

    @Test
    void aSpanThatMayBeRefusedStandsAlone() {
        Span optional = new Span(new Range(4, 4), LIVE, true, true);
        Profile profile = profile(125, List.of(span(0, 4, LIVE), optional, span(8, 4, LIVE)), List.of());
        assertThat(ReadPlan.of(profile, _ -> true).batches().getFirst().asks())
                .containsExactly(
                        new ReadPlan.Ask(new Range(0, 4), null),
                        new ReadPlan.Ask(new Range(4, 4), optional),
                        new ReadPlan.Ask(new Range(8, 4), null));
    }

    @Test
    void groupsAreReadApartTheMostUrgentFirst() {
        Profile profile = profile(125, List.of(span(0, 4, ENERGY), span(4, 4, LIVE)), List.of());
        assertThat(ReadPlan.of(profile, _ -> true).batches())
                .extracting(batch -> batch.group().name())
                .containsExactly("live", "energy");
    }

    @Test
    void aHoleAsLongAsARequestIsLeftOut() {
        Profile profile = profile(10, List.of(span(0, 30, LIVE)), List.of(row(0, 2, LIVE), row(28, 2, LIVE)));
        assertThat(ranges(profile)).containsExactly(new Range(0, 2), new Range(28, 2));
    }

    @Test
    void aNumberLongerThanARequestIsReadWhole() {
        Profile profile = profile(3, List.of(span(0, 4, LIVE)), List.of(row(0, 4, LIVE)));
        assertThat(ranges(profile)).containsExactly(new Range(0, 4));
    }

    /// Against every way to cut, for small maps of all kinds.
    @Test
    void noPlanHasMoreRequestsThanTheBest() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            int most = 4 + random.nextInt(6);
            int length = 1 + random.nextInt(24);
            List<Row> rows = new ArrayList<>();
            int at = 0;
            while (at < length) {
                int count = 1 << random.nextInt(3);
                if (random.nextBoolean() && at + count <= length) {
                    rows.add(row(at, count, LIVE));
                    at += count;
                } else {
                    at++;
                }
            }
            Span span = new Span(new Range(0, length), LIVE, false, false);
            Profile profile = profile(most, List.of(span), rows);
            List<Range> plan = ranges(profile);
            assertThat(plan).allMatch(range -> range.count() <= most);
            assertThat(plan).hasSize(best(profile, length, most));
            assertThat(plan.stream().mapToInt(Range::count).sum()).isEqualTo(length);
            for (Row row : rows) {
                assertThat(plan)
                        .filteredOn(range -> range.overlaps(row.range()))
                        .hasSize(1);
            }
        }
    }

    private static int best(Profile profile, int length, int most) {
        int[] fewest = new int[length + 1];
        for (int end = 1; end <= length; end++) {
            fewest[end] = Integer.MAX_VALUE;
            if (end < length && cuts(profile, end)) {
                continue;
            }
            for (int start = Math.max(0, end - most); start < end; start++) {
                if (fewest[start] != Integer.MAX_VALUE) {
                    fewest[end] = Math.min(fewest[end], fewest[start] + 1);
                }
            }
        }
        return fewest[length];
    }

    private static boolean cuts(Profile profile, int at) {
        return profile.rowAt(at).filter(row -> row.range().address() < at).isPresent();
    }

    /// Whatever the user takes for the longest read: a number in two replies is a number that never was.
    @Test
    void noNumberIsCutHoweverShortReadsAreToBe() {
        for (Profile profile :
                Catalog.builtIn().all().filter(each -> !each.rows().isEmpty()).toList()) {
            List<Range> numbers = new ArrayList<>(profile.ties());
            profile.rows().stream()
                    .filter(row -> !row.format().encoding().isText())
                    .map(Row::range)
                    .forEach(numbers::add);
            numbers.removeIf(number -> readsOf(profile, 125, number) != 1);
            assertThat(numbers).isNotEmpty();
            for (int most : new int[] {1, 2, 3, 4, 5, 8, 11}) {
                assertThat(numbers)
                        .as("%s, max-read %d", profile.id(), most)
                        .allMatch(number -> readsOf(profile, most, number) == 1);
            }
        }
    }

    /// In how many requests these registers are read.
    private static long readsOf(Profile profile, int most, Range registers) {
        return ReadPlan.of(profile, _ -> true, most).batches().stream()
                .flatMap(batch -> batch.asks().stream())
                .filter(ask -> ask.range().overlaps(registers))
                .count();
    }
}
