package io.polymeter.link.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A built-in day begins when it is told to, whatever time it is.
class SimulateStartTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    @Test
    void aDayBeginsAtTheTimeItIsTold() {
        Configuration configuration = parse("""
                meters:
                  noon:  { simulate: { scenario: summer-day/pv, start: "13:00" } }
                  night: { simulate: { scenario: summer-day/pv, start: 01:00 } }
                """);
        Plan plan = Objects.requireNonNull(
                wiring().plan(configuration),
                () -> configuration.problems().sorted().toString());
        try (Polymeter polymeter = Polymeter.start(plan)) {
            await().untilAsserted(() -> {
                assertThat(readings(polymeter, "noon").value(POWER)).isGreaterThan(3_000);
                assertThat(readings(polymeter, "night").value(POWER)).isZero();
            });
        }
    }

    @Test
    void whatIsNoTimeOfDayIsRefusedWithItsPlace() {
        Configuration configuration = parse("""
                meters:
                  pv: { simulate: { scenario: summer-day/pv, start: "25:00" } }
                """);
        assertThat(wiring().plan(configuration)).isNull();
        assertThat(configuration.problems().sorted())
                .extracting(Problem::toString)
                .anyMatch(text -> text.contains("house.yaml:2:") && text.contains("'25:00' is not a time of day"));
    }

    private static Readings readings(Polymeter polymeter, String meter) {
        return polymeter.meters().find(meter).orElseThrow().state().measured();
    }

    private static Configuration parse(String text) {
        return Configuration.parse(
                Path.of("house.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, wiring().kinds());
    }

    private static Wiring wiring() {
        return new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol()));
    }
}
