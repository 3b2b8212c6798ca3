package io.polymeter.link.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.point.Point;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A meter of Home Assistant entities shows what Home Assistant says, as old as it is, and nothing else.
/// States and changes come through a [WebSocketLink], whose [MessageListener] keeps them in order, and are
/// those of [Entities].
class HomeassistantTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point VOLTAGE_L2 = Point.parse("voltage.L2").orElseThrow();
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofSeconds(30);

    private FakeHomeassistant server = new FakeHomeassistant(0);
    private final Site site;

    HomeassistantTest() {
        fill();
        site = site(FakeHomeassistant.TOKEN);
    }

    private void fill() {
        server.states.put("sensor.p", FakeHomeassistant.state("0.75", "kW"));
        server.states.put("sensor.u", FakeHomeassistant.state("230.5", "V"));
    }

    private Site site(String token) {
        return new Site(HomeassistantProtocol.create(), """
                meters:
                  grid:
                    homeassistant:
                      url: http://127.0.0.1:%d/
                      token: %s
                      entities:
                        active-power: { entity: sensor.p, scale: -1 }
                        voltage: sensor.u
                    phase: L2
                    fresh-for: %dms
                """.formatted(server.port(), token, LIMIT.toMillis()));
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    private void awaitPower(double value) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(site.value("grid", POWER)).isEqualTo(value);
            assertThat(site.age("grid", POWER)).isLessThan(LIMIT);
        });
    }

    @Test
    void valuesComeInTheEntitysOwnUnitOnThePhase() {
        awaitPower(-750);
        await().until(() -> site.value("grid", VOLTAGE_L2) == 230.5);
    }

    @Test
    void aChangeOnTheSocketIsSeenAndItsOwnUnitDecides() {
        await().until(() -> server.subscribers() == 1);
        server.states.put("sensor.p", FakeHomeassistant.state("12", "W"));
        server.change("sensor.p", FakeHomeassistant.state("12", "W"));
        await().until(() -> site.counter("grid.events", "events") == 1);
        awaitPower(-12);
    }

    @Test
    void unavailableAndRemovedAreAbsent() {
        awaitPower(-750);
        server.states.put("sensor.p", FakeHomeassistant.state("unavailable", "kW"));
        await().until(() -> Double.isNaN(site.value("grid", POWER)));
        server.states.put("sensor.p", FakeHomeassistant.state("1", "kW"));
        awaitPower(-1000);
        server.states.remove("sensor.p");
        await().until(() -> Double.isNaN(site.value("grid", POWER)));
        assertThat(site.value("grid", VOLTAGE_L2)).isEqualTo(230.5);
    }

    @Test
    void aValueIsAsOldAsItsLastReport() {
        awaitPower(-750);
        String old = Instant.now().minusSeconds(100).toString();
        server.states.put("sensor.p", "{\"state\":\"3\",\"attributes\":{},\"last_reported\":\"" + old + "\"}");
        await().until(() -> site.value("grid", POWER) == -3);
        assertThat(site.age("grid", POWER)).isBetween(Duration.ofSeconds(95), Duration.ofSeconds(300));
    }

    @Test
    void aServerThatIsKilledMakesValuesOldAndComesBackByItself() {
        awaitPower(-750);
        await().until(() -> server.subscribers() == 1);
        int port = server.port();
        server.close();
        await().until(() -> site.age("grid", POWER).compareTo(LIMIT) > 0);
        assertThat(site.value("grid", POWER)).isEqualTo(-750);
        server = new FakeHomeassistant(port);
        fill();
        awaitPower(-750);
        await().atMost(LONG).until(() -> server.subscribers() == 1);
    }

    @Test
    void aRefusedTokenIsSaidInWords() {
        try (Site refused = site("wrong")) {
            await().until(() -> refused.reason("grid.events").contains("the token was rejected"));
            await().until(() -> refused.reason("grid.poll")
                    .contains("the token is missing or refused, or user and password are (HTTP 401)"));
            assertThat(refused.value("grid", POWER)).isNaN();
        }
    }
}
