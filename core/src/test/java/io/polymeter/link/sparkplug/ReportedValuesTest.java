package io.polymeter.link.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Role;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a meter a host knows ([ReportedValues]), as metrics ([DeviceMetrics]), and as records of a file
/// ([JournalSegment]).
class ReportedValuesTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point VOLTAGE = Point.parse("voltage.L1").orElseThrow();
    private static final Point SERIAL = Point.of(Quantity.SERIAL);

    @TempDir
    Path directory;

    private final ReportedValues told = new ReportedValues();

    private static TimedValue value(Point point, double number, long at) {
        return new TimedValue(point, new MetricValue.Real(number), at, at, false);
    }

    private static MeterSnapshot snapshot(TimedValue... values) {
        return new MeterSnapshot("grid", Role.GRID, true, List.of(values));
    }

    @Test
    void onlyWhatChangedIsReportedInItsOrderOfTime() {
        MeterSnapshot first = snapshot(value(POWER, 5, 20), value(VOLTAGE, 230, 10));
        assertThat(told.lacks(first)).isTrue();
        assertThat(told.changes(first, 30)).containsExactly(value(VOLTAGE, 230, 10), value(POWER, 5, 20));
        told.taken(first.values());
        assertThat(told.lacks(first)).isFalse();
        assertThat(told.knows(POWER)).isTrue();
        assertThat(told.changes(first, 30)).isEmpty();
        assertThat(told.changes(snapshot(value(POWER, 6, 40), value(VOLTAGE, 230, 40)), 50))
                .containsExactly(value(POWER, 6, 40));
    }

    @Test
    void aSignOfLifeIsSentWhereNothingChanges() {
        told.taken(List.of(value(POWER, 5, 20)));
        assertThat(told.changes(snapshot(value(POWER, 5, 30)), 40)).containsExactly(value(POWER, 5, 30));
        assertThat(told.changes(snapshot(value(POWER, 5, 20)), 40)).isEmpty();
    }

    @Test
    void whatIsGoneIsReportedOnceAsNull() {
        told.taken(List.of(value(POWER, 5, 20), value(VOLTAGE, 230, 20)));
        List<TimedValue> changes = told.changes(snapshot(value(POWER, 5, 20)), 50);
        assertThat(changes).containsExactly(TimedValue.absent(VOLTAGE, 50));
        told.taken(changes);
        assertThat(told.changes(snapshot(value(POWER, 5, 20)), 60)).isEmpty();
        assertThat(told.all(snapshot(value(POWER, 5, 20)), 70))
                .containsExactly(value(POWER, 5, 20), TimedValue.absent(VOLTAGE, 70));
        told.expect(SERIAL);
        assertThat(told.all(snapshot(), 70)).extracting(TimedValue::point).contains(SERIAL);
    }

    @Test
    void aBirthHasNamesUnitsAndQualityAndDataHasAliases() {
        DeviceMetrics metrics = new DeviceMetrics("grid", new MetricAliases());
        assertThat(metrics.born()).isFalse();
        List<Metric> birth = metrics.birth(snapshot(value(POWER, 5, 20)), 30);
        assertThat(metrics.born()).isTrue();
        Metric power = birth.getFirst();
        assertThat(power.name()).isEqualTo("active-power");
        assertThat(power.properties().keySet()).contains("engUnit", "OBIS", "role", "Quality");
        List<Metric> news = metrics.news(snapshot(value(POWER, 6, 40)), 50);
        assertThat(news).singleElement().satisfies(metric -> {
            assertThat(metric.name()).isNull();
            assertThat(metric.alias()).isEqualTo(power.alias());
            assertThat(metric.value()).isEqualTo(new MetricValue.Real(6));
        });
        assertThat(metrics.news(snapshot(value(POWER, 6, 40)), 50)).isEmpty();
        assertThat(metrics.past(value(POWER, 7, 10)).historical()).isTrue();
        metrics.died();
        assertThat(metrics.born()).isFalse();
        assertThat(metrics.meter()).isEqualTo("grid");
    }

    @Test
    void aSegmentIsNamedByItsNumberAndItsBeginning() {
        JournalSegment segment = JournalSegment.of(directory, 7, 1_700_000_000_000L);
        assertThat(segment.file().getFileName()).hasToString("0000000007-1700000000000.journal");
        assertThat(JournalSegment.of(segment.file())).isEqualTo(segment);
        assertThat(JournalSegment.of(directory.resolve("0000000007-x.journal"))).isNull();
        assertThat(JournalSegment.of(directory.resolve("7-5.journal"))).isNull();
        assertThat(segment.size()).isZero();
    }

    @Test
    void aRecordThatWasCutOffOrChangedEndsTheSegment() throws IOException {
        Payload payload = new Payload(5L, null, List.of());
        ByteBuffer record = JournalSegment.record(payload);
        JournalSegment segment = JournalSegment.of(directory, 1, 5);
        assertThat(segment.load().remaining()).isZero();
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        Files.write(segment.file(), bytes);
        ByteBuffer content = segment.load();
        assertThat(Objects.requireNonNull(JournalSegment.next(content)).timestamp())
                .isEqualTo(5);
        assertThat(JournalSegment.next(content)).isNull();
        assertThat(JournalSegment.next(ByteBuffer.wrap(bytes, 0, bytes.length - 1)))
                .isNull();
        bytes[bytes.length - 1] ^= 1;
        assertThat(JournalSegment.next(ByteBuffer.wrap(bytes))).isNull();
        assertThat(JournalSegment.next(ByteBuffer.wrap(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0})))
                .isNull();
        assertThat(segment.size()).isEqualTo(bytes.length);
    }

    @Test
    void aConfigurationIsKnownByItsHash() {
        assertThat(Sha256.of("")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Sha256.of("ü")).hasSize(64).isNotEqualTo(Sha256.of("u"));
    }
}
