package io.polymeter.link.mqtt;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.MqttSource;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.link.platform.DocumentField;
import io.polymeter.link.platform.DocumentFields;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.Site;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.point.Unit;
import io.polymeter.runtime.SystemClock;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A message says what it says, as old as it says, and what the broker had kept is never taken for news.
class TopicsTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point VOLTAGE = Point.parse("voltage").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-import").orElseThrow();
    private static final Point CURRENT = Point.parse("current").orElseThrow();
    private static final Point FREQUENCY = Point.parse("frequency").orElseThrow();
    private static final long NOW = 5_000_000_000_000L;
    private static final Instant WALL = Instant.parse("2026-06-01T10:00:00Z");

    private final Health health = new Health();
    private final Meter meter = new MeterStore().add("grid", null);
    private final Topics topics = new Topics(
            new DocumentFields(new MeterInput(meter), ZoneId.of("Europe/Berlin")),
            List.of(
                    entry(POWER, "tele/m", "/P", "/at"),
                    entry(VOLTAGE, "tele/u", null, null),
                    entry(ENERGY, "tele/m", "E", null),
                    entry(CURRENT, "tele/part", "I", null),
                    entry(FREQUENCY, "tele/part", "f", null)),
            new MqttSource.Availability("tele/LWT", "Online"));
    private long now = NOW;

    private static TopicValue entry(Point point, String topic, @Nullable String value, @Nullable String time) {
        SourceValue channel = new SourceValue(
                point, List.of(point), new Unit.Scaled(point.unit(), 1), point == POWER ? -1 : 1, topic);
        return new TopicValue(topic, DocumentField.of(channel, value, time), Duration.ofSeconds(15));
    }

    private final class Now implements Context, Clock {
        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public RandomGenerator random() {
            return new Random(1);
        }

        @Override
        public Health health() {
            return health;
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Instant wall() {
            return WALL.plusNanos(now - NOW);
        }

        @Override
        public void sleep(Duration time) {
            throw new AssertionError("nothing waits here");
        }

        @Override
        public Signal signal() {
            throw new AssertionError("nothing waits here");
        }
    }

    private record Named() implements Link {
        @Override
        public String name() {
            return "grid.mqtt";
        }

        @Override
        public Message description() {
            return Message.verbatim("a test");
        }

        @Override
        public void run(Context context) {}
    }

    private String trouble(Point point) {
        return health.troubles().stream()
                .filter(trouble -> trouble.field().equals(point.name()))
                .map(trouble -> trouble.sentence() + " (" + trouble.example() + ") " + trouble.count())
                .findFirst()
                .orElse("");
    }

    private Readings hear(String topic, String payload, boolean retained) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        topics.take(new BrokerSession.Message(topic, bytes, 0, retained), new LinkContext(new Named(), new Now()));
        return meter.state().readings();
    }

    private long count(String counter) {
        return health.counters().getOrDefault(counter, 0L);
    }

    @Test
    void numbersComePlainWithAUnitAndInsideADocument() {
        assertThat(hear("tele/u", " 0.2301 kV\n", false).value(VOLTAGE)).isEqualTo(230.1);
        assertThat(hear("tele/u", "231", false).value(VOLTAGE)).isEqualTo(231);
        Readings readings = hear("tele/m", "{\"P\":1200,\"at\":\"2026-06-01T10:00:00Z\",\"E\":\"3.5 kWh\"}", false);
        assertThat(readings.value(POWER)).isEqualTo(-1200);
        assertThat(readings.value(ENERGY)).isEqualTo(3500);
        assertThat(readings.instant(POWER)).isEqualTo(NOW);
        assertThat(topics.names()).containsExactly("tele/LWT", "tele/m", "tele/part", "tele/u");
    }

    @Test
    void whatTheBrokerHadKeptIsNothingUnlessItSaysWhenItWasMeasured() {
        assertThat(hear("tele/u", "230", true).has(VOLTAGE)).isFalse();
        Readings readings = hear("tele/m", "{\"P\":5,\"E\":7,\"at\":\"2026-06-01T11:59:40+02:00\"}", true);
        assertThat(readings.value(POWER)).isEqualTo(-5);
        assertThat(readings.instant(POWER)).isEqualTo(NOW - 20_000_000_000L);
        assertThat(readings.has(ENERGY)).as("its time is not told").isFalse();
        assertThat(count("retained-without-time")).isEqualTo(2);
        for (String at : new String[] {"\"10:00:00\"", "null", "-1", "true", "\"\"", "\"yesterday\"", "3600"}) {
            assertThat(hear("tele/m", "{\"P\":9,\"at\":" + at + "}", true).value(POWER))
                    .isEqualTo(-5);
        }
    }

    @Test
    void aTimeMakesAValueOlderButNeverYounger() {
        long epoch = WALL.getEpochSecond();
        assertThat(hear("tele/m", "{\"P\":5,\"at\":" + (epoch - 8) + "}", false).instant(POWER))
                .isEqualTo(NOW - 8_000_000_000L);
        assertThat(hear("tele/m", "{\"P\":5,\"at\":" + 1000 * (epoch - 3) + "}", false)
                        .instant(POWER))
                .isEqualTo(NOW - 3_000_000_000L);
        assertThat(hear("tele/m", "{\"P\":5,\"at\":" + (epoch + 500) + "}", false)
                        .instant(POWER))
                .isEqualTo(NOW);
    }

    @Test
    void whatWasKeptDoesNotUndoWhatWasHeardSince() {
        hear("tele/m", "{\"P\":1,\"at\":\"2026-06-01T10:00:00Z\"}", false);
        now += 2_000_000_000L;
        assertThat(hear("tele/m", "{\"P\":2,\"at\":\"2026-06-01T09:59:50Z\"}", true)
                        .value(POWER))
                .isEqualTo(-1);
        assertThat(hear("tele/m", "{\"P\":3,\"at\":\"2026-06-01T10:00:01Z\"}", true)
                        .value(POWER))
                .isEqualTo(-3);
    }

    @Test
    void aTimeThatCannotBeReadNeverMakesAValueNew() {
        hear("tele/m", "{\"P\":1,\"at\":\"2026-06-01T09:59:50Z\"}", false);
        now += 600_000_000_000L;
        for (String at : new String[] {"", ",\"at\":\"soon\"", ",\"at\":null", ",\"at\":{}", ",\"at\":4711"}) {
            Readings readings = hear("tele/m", "{\"P\":2" + at + "}", false);
            assertThat(readings.value(POWER)).as(at).isEqualTo(-1);
            assertThat(readings.instant(POWER)).as(at).isEqualTo(NOW - 10_000_000_000L);
            assertThat(trouble(POWER)).as(at).contains("its time");
        }
        hear("tele/m", "{\"P\":3,\"at\":\"2026-06-01T10:09:59Z\"}", false);
        assertThat(trouble(POWER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-06-01T09:59:40Z\"",
                "\"2026-06-01T11:59:40\"",
                "\"2026-06-01 11:59:40\"",
                "\"2026-06-01T11:59:40+0200\"",
                "\"2026-06-01T09:59:40+0000\"",
                "\"2026-06-01T11:59:40+02\"",
                "\"2026-06-01 11:59:40 +02:00\"",
                "\"2026-06-01 09:59:40 UTC\"",
                "\"2026-06-01t09:59:40z\"",
                "\"2026-06-01T11:59:40.000\"",
                "\"2026-06-01 11:59:40,000\"",
                "1780307980",
                "1780307980.0",
                "\"1780307980\"",
                "1780307980000",
                "\"1780307980000\""
            })
    void timesAreReadAsPeopleWriteThem(String at) {
        assertThat(hear("tele/m", "{\"P\":5,\"at\":" + at + "}", false).instant(POWER))
                .isEqualTo(NOW - 20_000_000_000L);
    }

    @Test
    void aFieldThatAMessageLacksIsNoNewsAndNullIs() {
        hear("tele/part", "{\"I\":5}", false);
        Readings readings = hear("tele/part", "{\"f\":50}", false);
        assertThat(readings.value(CURRENT)).isEqualTo(5);
        assertThat(readings.value(FREQUENCY)).isEqualTo(50);
        for (int i = 0; i < 10; i++) {
            now += 1_000_000_000L;
            hear("tele/part", i % 2 == 0 ? "{\"I\":6}" : "{\"f\":51}", false);
        }
        assertThat(health.troubles()).isEmpty();
        readings = hear("tele/part", "{\"I\":null}", false);
        assertThat(readings.has(CURRENT)).isFalse();
        assertThat(readings.value(FREQUENCY)).isEqualTo(51);
    }

    @Test
    void aPathThatIsNeverThereIsSaidAndNothingUsableIsNotUp() {
        LinkContext context = new LinkContext(new Named(), new Now());
        assertThat(String.valueOf(topics.complaint(context)))
                .contains("nothing has come yet")
                .contains("tele/part");
        for (int i = 0; i < 3; i++) {
            hear("tele/part", "{\"i\":5}", false);
        }
        assertThat(trouble(CURRENT))
                .contains("path `I` missing in the messages; it has: i")
                .contains("{\"i\":5}");
        assertThat(String.valueOf(topics.complaint(context)))
                .contains("no value can be used")
                .contains("path `I` missing in the messages");
        hear("tele/part", "{\"I\":5}", false);
        assertThat(trouble(CURRENT)).isEmpty();
        assertThat(topics.complaint(context)).isNull();
        now += 16_000_000_000L;
        hear("tele/part", "{\"f\":\"x\"}", false);
        assertThat(String.valueOf(topics.complaint(context))).contains("no value can be used");
    }

    @Test
    void whenThePublisherIsGoneItsValuesAre() {
        hear("tele/m", "{\"P\":1,\"E\":2,\"at\":\"2026-06-01T10:00:00Z\"}", false);
        assertThat(hear("tele/LWT", "online", true).has(POWER)).isTrue();
        Readings readings = hear("tele/LWT", "Offline", false);
        assertThat(readings.has(POWER)).isFalse();
        assertThat(readings.has(ENERGY)).isFalse();
        assertThat(hear("tele/LWT", "Online", false).has(POWER)).isFalse();
        assertThat(hear("tele/m", "{\"P\":4,\"at\":\"2026-06-01T10:00:00Z\"}", false)
                        .value(POWER))
                .isEqualTo(-4);
    }

    @Test
    void whatCannotBeReadIsCountedAndNeverZero() {
        hear("tele/u", "230", false);
        hear("tele/m", "{\"P\":1,\"at\":\"2026-06-01T10:00:00Z\"}", false);
        assertThat(hear("tele/m", "{\"P\":", false).value(POWER)).isEqualTo(-1);
        assertThat(count("unreadable-messages")).isEqualTo(1);
        assertThat(hear("tele/u", "12 A", false).has(VOLTAGE)).isFalse();
        assertThat(count("unit-does-not-fit")).isEqualTo(1);
        assertThat(trouble(VOLTAGE))
                .isEqualTo("tele/u: has a unit that does not fit voltage; expected a number in V or a"
                        + " multiple of it (12 A) 1");
        hear("tele/u", "230", false);
        assertThat(hear("tele/u", "", false).has(VOLTAGE)).as("cleared").isFalse();
        assertThat(hear("other/topic", "5", false).has(VOLTAGE)).isFalse();
    }

    @Test
    void whatIsWrongInAConfigurationIsToldWhereItStands() {
        assertThat(Site.problems(MqttProtocol.create(new SystemClock()), """
            meters:
              m:
                mqtt:
                  broker: mqtt://localhost
                  tls: { trust: nowhere.pem }
                  availability: a/#
                  points:
                    active-power: tele/+/P
                    voltage: { topic: u, json: /a~2 }
                    current: { topic: i, unit: W }
            """))
                .anyMatch(line -> line.contains("mqtt.tls") && line.contains("mqtts://"))
                .anyMatch(line -> line.contains("availability") && line.contains("'#'"))
                .anyMatch(line -> line.contains("active-power") && line.contains("'+'"))
                .anyMatch(line -> line.contains("voltage") && line.contains("~0"))
                .anyMatch(line -> line.contains("current.unit") && line.contains("'W' is not a unit of current"))
                .hasSize(5);
        assertThat(requireNonNull(Site.problems(MqttProtocol.create(new SystemClock()), """
            meters:
              m:
                mqtt:
                  broker: mqtts://localhost
                  tls: { trust: nowhere.pem }
                  points: { active-power: p }
            """)))
                .singleElement()
                .asString()
                .contains("nowhere.pem does not exist");
    }
}
