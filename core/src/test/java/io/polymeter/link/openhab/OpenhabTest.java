package io.polymeter.link.openhab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.point.Point;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A meter of openHAB items shows what openHAB says, as old as it is, and nothing else.
/// [Items] come by events ([EventLink]) and are asked for one by one, each a `ScheduledFetch`.
class OpenhabTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point POWER_L1 = Point.parse("active-power.L1").orElseThrow();
    private static final Point POWER_L2 = Point.parse("active-power.L2").orElseThrow();
    private static final Point VOLTAGE = Point.parse("voltage").orElseThrow();
    private static final Point VOLTAGE_L1 = Point.parse("voltage.L1").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-export").orElseThrow();
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private FakeOpenhab openhab = new FakeOpenhab(0);
    private final Site site;

    OpenhabTest() {
        openhab.states.put("P", "1200.5 W");
        openhab.states.put("U", "230.1 V");
        openhab.states.put("E", "12.5 kWh");
        site = new Site(OpenhabProtocol.create(), """
                meters:
                  inverter2:
                    openhab:
                      url: http://127.0.0.1:%d
                      token: secret-token
                      items:
                        active-power: { item: P, scale: -1 }
                        voltage: U
                        active-energy-export: E
                    phase: L1
                    fresh-for: %dms
                """.formatted(openhab.port(), LIMIT.toMillis()));
    }

    @AfterEach
    void close() {
        site.close();
        openhab.close();
    }

    private void awaitValue(Point point, double value) {
        await().untilAsserted(() -> {
            assertThat(site.value("inverter2", point)).isEqualTo(value);
            assertThat(site.age("inverter2", point)).isLessThan(LIMIT);
        });
    }

    private void awaitAbsent(Point point) {
        await().until(() -> Double.isNaN(site.value("inverter2", point)));
    }

    private void awaitStale(Point point) {
        await().until(() -> site.age("inverter2", point).compareTo(LIMIT) > 0);
    }

    @Test
    void valuesComeWithTheirUnitScaleAndPhase() {
        awaitValue(POWER, -1200.5);
        awaitValue(POWER_L1, -1200.5);
        awaitValue(VOLTAGE_L1, 230.1);
        await().until(() -> site.value("inverter2", ENERGY) == 12500);
        assertThat(site.value("inverter2", POWER_L2)).isNaN();
        assertThat(site.value("inverter2", VOLTAGE)).isNaN();
        assertThat(openhab.tokens).containsOnly("Bearer secret-token");
    }

    @Test
    void anEventIsSeenAtOnceAndItsOwnUnitDecides() {
        awaitValue(POWER, -1200.5);
        await().until(() -> openhab.listeners() == 1);
        openhab.change("P", "0.45 kW");
        awaitValue(POWER, -450);
        openhab.change("P", "1.2E3 W");
        awaitValue(POWER, -1200);
        await().until(() -> site.counter("inverter2.events", "events") >= 2);
    }

    @Test
    void anUnchangedValueThatIsStillConfirmedStaysFresh() {
        awaitValue(POWER, -1200.5);
        int before = openhab.questions.get();
        await().until(() -> openhab.questions.get() > before + 24);
        assertThat(site.age("inverter2", POWER)).isLessThan(LIMIT);
    }

    @Test
    void whatIsNoNumberIsAbsentAndNeverZero() {
        await().until(() -> openhab.listeners() == 1);
        for (String state : new String[] {"NULL", "UNDEF", "ON", "1,234 W", "12 34 W", "12 °C", ""}) {
            openhab.change("P", "77 W");
            awaitValue(POWER, -77);
            openhab.states.put("P", state);
            awaitAbsent(POWER);
            assertThat(site.value("inverter2", POWER_L1)).as(state).isNaN();
        }
        awaitValue(VOLTAGE_L1, 230.1);
        assertThat(site.counter("inverter2.poll", "not-a-number")).isPositive();
        assertThat(site.counter("inverter2.poll", "unit-does-not-fit")).isPositive();
    }

    @Test
    void anItemThatIsRemovedIsAbsentAndTheOthersStay() {
        awaitValue(POWER, -1200.5);
        openhab.states.remove("P");
        awaitAbsent(POWER);
        awaitValue(VOLTAGE_L1, 230.1);
        await().until(() -> site.reason("inverter2.poll").contains("item P: does not exist (HTTP 404)"));
        openhab.states.put("P", "5 W");
        awaitValue(POWER, -5);
    }

    @Test
    void anErrorOrHalfAnAnswerLetsTheValueAgeAndTheOthersStay() {
        awaitValue(POWER, -1200.5);
        openhab.statuses.put("P", 500);
        awaitStale(POWER);
        assertThat(site.value("inverter2", POWER)).isEqualTo(-1200.5);
        awaitValue(VOLTAGE_L1, 230.1);
        openhab.statuses.remove("P");
        awaitValue(POWER, -1200.5);
        openhab.bodies.put("P", "{\"state\":\"3");
        awaitStale(POWER);
        assertThat(site.value("inverter2", POWER)).isEqualTo(-1200.5);
        awaitValue(VOLTAGE_L1, 230.1);
    }

    @Test
    void aRefusedTokenIsSaidInWords() {
        awaitValue(POWER, -1200.5);
        openhab.statuses.put("P", 401);
        awaitStale(POWER);
        await().until(() -> site.reason("inverter2.poll")
                .contains("the token is missing or refused, or user and password are (HTTP 401)"));
    }

    @Test
    void anItemThatIsNeverAnsweredDelaysNoOther() {
        awaitValue(POWER, -1200.5);
        openhab.statuses.put("P", -1);
        awaitStale(POWER);
        awaitValue(VOLTAGE_L1, 230.1);
        openhab.states.put("U", "231.5 V");
        awaitValue(VOLTAGE_L1, 231.5);
    }

    @Test
    void aServerThatIsKilledMakesValuesOldAndComesBackByItself() {
        awaitValue(POWER, -1200.5);
        int port = openhab.port();
        openhab.close();
        awaitStale(POWER);
        awaitStale(VOLTAGE_L1);
        assertThat(site.value("inverter2", POWER)).isEqualTo(-1200.5);
        openhab = new FakeOpenhab(port);
        openhab.states.put("P", "3 W");
        openhab.states.put("U", "229 V");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(site.value("inverter2", POWER)).isEqualTo(-3));
        await().atMost(Duration.ofSeconds(30)).until(() -> openhab.listeners() > 0);
        awaitValue(VOLTAGE_L1, 229);
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersMakesValuesOldAndComesBack() {
        awaitValue(POWER, -1200.5);
        openhab.cut();
        openhab.silent = true;
        awaitStale(POWER);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> site.reason("inverter2.poll").contains("does not answer in time"));
        openhab.silent = false;
        openhab.states.put("P", "8 W");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(site.value("inverter2", POWER)).isEqualTo(-8));
    }

    @Test
    void anEventStreamThatIsCutIsReopenedAndPollingGoesOnMeanwhile() {
        await().until(() -> openhab.listeners() == 1);
        openhab.cut();
        openhab.states.put("P", "4 W");
        awaitValue(POWER, -4);
        await().until(() -> openhab.listeners() == 1);
        openhab.change("P", "6 W");
        awaitValue(POWER, -6);
    }
}
