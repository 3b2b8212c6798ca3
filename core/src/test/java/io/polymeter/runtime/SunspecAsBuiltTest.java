package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Role;
import io.polymeter.config.yaml.Problem;
import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SunSpec chains as devices have them. Twenty seconds pass in one.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by start
class SunspecAsBuiltTest {

    private static final Path HERE = Path.of(".");
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    private SunspecDevice device;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        device = new SunspecDevice(1);
    }

    @AfterEach
    void stop() {
        if (house != null) {
            house.close();
        }
        device.close();
    }

    private void start(String profile, String more) {
        house = new House(HERE, """
            meters:
              pv:
                profile: %s
                modbus: { poll: "tcp://127.0.0.1:%d", unit: 1, timeout: 300ms%s }
            """.formatted(profile, device.port(), more), new FastClock(20));
    }

    private Readings readings() {
        return house.polymeter().meters().find("pv").orElseThrow().state().readings();
    }

    private void awaitPower(double watts) {
        await().untilAsserted(() -> assertThat(readings().value(POWER)).isEqualTo(watts));
    }

    private List<Trouble> troubles() {
        return house.link("pv.poll").troubles();
    }

    /// 40000: `5375 6E53 0001 000F`, and model 103 at 40015.
    @ParameterizedTest
    @CsvSource({"15, 11", "15, 65", "15, 66", "66, 65", "65, 66", "66, 64", "40, 66", "60000, 65"})
    void theNextHeaderIsFoundWhereTheLengthOfTheCommonModelIsWrong(int said, int there) {
        device.misstated(40000, said, there, SunspecDevice.inverter(412, 70_000, 4));
        start("auto", "");
        awaitPower(4120);
        assertThat(readings().value(Point.of(Quantity.ACTIVE_ENERGY_EXPORT))).isEqualTo(70_000);
        assertThat(troubles())
                .anyMatch(trouble -> trouble.field().equals("model-length")
                        && trouble.severity() == Trouble.Severity.NOTE
                        && trouble.sentence().contains("model 1 says that it has " + said)
                        && trouble.sentence().contains("stands behind " + there));
        assertThat(house.link("pv.poll").counters()).containsEntry("other-models", 0L);
    }

    /// Registers of a single-phase inverter that are not implemented look like an end mark.
    @Test
    void whatLooksLikeAnEndMarkInsideAModelIsNone() {
        int[] inverter = SunspecDevice.inverter(412, 70_000, 4);
        inverter[1 + 2] = 0xffff;
        device.misstated(40000, 15, 11, inverter);
        start("auto", "");
        awaitPower(4120);
    }

    @Test
    void aChainWithoutAnyMeasurementIsNotUp() {
        int[] foreign = new int[11];
        foreign[0] = 64_001;
        device.chain(40000, 66, foreign);
        start("auto", "");
        await().untilAsserted(() -> assertThat(house.link("pv.poll").reason())
                .contains("no model that measures is known here")
                .contains("64001 (10, unknown)"));
        assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.WAITING);
        device.chain(40000, 66, SunspecDevice.inverter(412, 70_000, 4));
        awaitPower(4120);
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.UP));
    }

    private void inverterWithItsMeter() {
        device.chain(
                40000,
                65,
                SunspecDevice.inverter(412, 70_000, 4),
                SunspecDevice.common("M-0815"),
                SunspecDevice.meter(-150, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "203", "meter", "M-0815", "m-08"})
    void theSecondDeviceOfAChainIsChosen(String which) {
        inverterWithItsMeter();
        start("auto", ", device: " + which);
        awaitPower(-150);
        await().untilAsserted(() ->
                assertThat(readings().text(Point.of(Quantity.SERIAL))).isEqualTo("M-0815"));
        Profile profile =
                house.polymeter().meters().find("pv").orElseThrow().state().profile();
        assertThat(profile).extracting(known -> known.about().role()).isEqualTo(Role.GRID);
        assertThat(device.asked())
                .as("the inverter's model is the other meter's")
                .noneMatch(range -> range.overlaps(new Range(40071, 50)));
    }

    @Test
    void bothDevicesOfAChainAreReadOverOneConnection() {
        inverterWithItsMeter();
        house = new House(HERE, """
                meters:
                  pv: { profile: auto, modbus: { poll: "tcp://127.0.0.1:%1$d", unit: 1, device: 1 } }
                  grid: { profile: auto, modbus: { poll: "tcp://127.0.0.1:%1$d", unit: 1, device: 2 } }
                """.formatted(device.port()), new FastClock(20));
        awaitPower(4120);
        await().untilAsserted(() -> assertThat(house.polymeter()
                        .meters()
                        .find("grid")
                        .orElseThrow()
                        .state()
                        .readings()
                        .value(POWER))
                .isEqualTo(-150));
        assertThat(device.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "103", "inverter", "ACME", "Sun 5000"})
    void theFirstDeviceOfAChainIsChosen(String which) {
        inverterWithItsMeter();
        start("auto", ", device: " + which);
        awaitPower(4120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "160", "M-4711"})
    void aDeviceThatTheChainLacksIsToldWithThoseItHas(String which) {
        inverterWithItsMeter();
        start("auto", ", device: " + which);
        await().untilAsserted(() -> assertThat(house.link("pv.poll").reason())
                .contains("no device '" + which + "'")
                .contains("1: inverter (103)")
                .contains("2: meter (203)"));
        assertThat(readings().has(POWER)).isFalse();
    }

    @Test
    void aMetersProfileReadsTheMeterBehindAnInverter() {
        inverterWithItsMeter();
        start("sunspec-meter", "");
        awaitPower(-150);
    }

    @ParameterizedTest
    @CsvSource({"sunspec-meter, ''", "sunspec-meter, ', device: 1'"})
    void aMetersProfileIsNoInverters(String profile, String more) {
        device.chain(40000, 65, SunspecDevice.inverter(412, 70_000, 4));
        start(profile, more);
        await().untilAsserted(() ->
                assertThat(house.link("pv.poll").reason()).contains("is not a").contains("profile: auto"));
        assertThat(readings().has(POWER)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void aDeviceThatIsBusyIsThere(int code) {
        device.chain(40000, 65, SunspecDevice.inverter(412, 70_000, 4));
        start("auto", "");
        awaitPower(4120);
        int connections = device.connections();
        device.refuse(ExceptionCode.of(code));
        await().untilAsserted(() ->
                assertThat(house.link("pv.poll").reason()).contains("is busy (replies with exception " + code));
        assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.WAITING);
        await().until(() -> device.refused() > 10);
        assertThat(device.connections()).isEqualTo(connections);
        assertThat(house.link("pv.poll").counters())
                .containsEntry("rests", 0L)
                .containsEntry("connection-failures", 0L);
        device.refuse(null);
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.UP));
    }

    @Test
    void aDeviceThatIsBusyFromTheBeginningIsToldSo() {
        device.chain(40000, 65, SunspecDevice.inverter(412, 70_000, 4));
        device.refuse(ExceptionCode.SERVER_DEVICE_BUSY);
        start("auto", "");
        await().untilAsserted(() -> assertThat(house.link("pv.poll").reason()).contains("is busy"));
        assertThat(device.connections()).isEqualTo(1);
        device.refuse(null);
        awaitPower(4120);
    }

    @ParameterizedTest
    @CsvSource({"0, expected a number from 1", "'\"\"', expected a number from 1"})
    void whatIsNoDeviceIsRefusedBefore(String which, String message) {
        assertThat(House.problems(HERE, """
            meters:
              pv: { profile: auto, modbus: { poll: "tcp://10.0.0.1", device: %s } }
            """.formatted(which)))
                .extracting(Problem::message)
                .anyMatch(text -> text.contains(message));
    }

    @Test
    void aDeviceWithoutAChainHasNoSecondOne() {
        assertThat(House.problems(HERE, """
            meters:
              grid: { profile: eastron-sdm630, modbus: { poll: "tcp://10.0.0.1", device: 2 } }
            """))
                .extracting(Problem::message)
                .anyMatch(text -> text.contains("eastron-sdm630 has no SunSpec chain"));
    }

    /// Nobody knows what an inverter is doing while it says that it produces, but that it does not sleep.
    @Test
    void aModelThatCannotBeReadDoesNotMakeAnInverterSleep() throws Exception {
        int common = 40_004 + 66;
        device.chain(40_000, 66, SunspecDevice.inverter(412, 70_000, 4), SunspecDevice.model(160, 48, 0));
        device.cannotRead(new Range(common + 52 + 4, 40));
        start("auto", "");
        awaitPower(4120);
        await().until(() ->
                troubles().stream().anyMatch(trouble -> trouble.sentence().contains("exception 4")));
        await().until(() -> house.link("pv.poll").counters().getOrDefault("polls", 0L) > 40);
        assertThat(house.link("pv.poll").counters()).containsEntry("rests", 0L);
        assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.UP);
    }
}
