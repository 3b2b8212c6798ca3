package io.polymeter.link.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.RegisterWriter;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.Model;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// A power limit becomes the registers of SunSpec model 123, and ends when nobody wants it any more.
class PowerLimitTest {

    private static final Group LIVE = new Group("live", Duration.ofSeconds(5), Duration.ofSeconds(1), false);
    /// Model 120 (26 registers) at 40070, model 123 (24) at 40098.
    private static final int PERCENT = 40098 + 2 + 3;

    private static final int ENABLE = PERCENT + 4;

    private final List<String> written = new ArrayList<>();
    private String refusal = "";
    private int news;

    private final RegisterWriter writer = new RegisterWriter() {
        @Override
        public CompletionStage<String> write(int address, int... words) {
            written.add(address + " " + Words.of(words));
            return CompletableFuture.completedFuture(refusal);
        }
    };

    private final PowerLimit limit = new PowerLimit("pv0", writer);

    private static Row writable(Row row) {
        boolean limits = row.name().startsWith("123.WMaxLim") && !row.name().endsWith("_SF");
        return new Row(
                row.name(),
                row.range(),
                row.format(),
                row.unit(),
                row.point(),
                row.part(),
                limits ? Row.Access.WRITE : Row.Access.READ,
                row.group(),
                row.note());
    }

    private static Profile writable(Profile profile) {
        return new Profile(
                profile.id(),
                profile.title(),
                profile.wire(),
                profile.groups(),
                profile.spans(),
                profile.rows().stream().map(PowerLimitTest::writable).toList(),
                profile.sunspec(),
                profile.telemetry());
    }

    private static Profile profile() {
        Profile fronius = Catalog.builtIn().find("fronius-smart-meter").orElseThrow();
        Profile blank = new Profile(
                "walked",
                "Walked",
                fronius.wire(),
                List.of(LIVE),
                List.of(),
                List.of(),
                new Profile.Chain(List.of(40000), LIVE),
                null);
        return new Chain(40000, List.of(new Model(120, 40070, 26), new Model(123, 40098, 24)), true).expand(blank);
    }

    /// 8600 W rated; the limit in hundredths of a percent.
    private static FreshValues inverter(int percent, int enabled, long second) {
        int[] nameplate = new int[26];
        nameplate[1] = 860;
        nameplate[2] = 1;
        int[] controls = new int[24];
        controls[3] = percent;
        controls[7] = enabled;
        controls[21] = 0xfffe;
        long instant = second * 1_000_000_000L;
        RegisterImage image =
                RegisterImage.EMPTY.with(40072, Words.of(nameplate), instant).with(40100, Words.of(controls), instant);
        MeterState state = MeterState.initial(writable(profile())).with(image);
        return new FreshValues(state, new AgeLimits(Map.of()), instant + 1);
    }

    /// A source without registers.
    ///
    /// @param points names and numbers in turn
    private static FreshValues fresh(Object... points) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (int i = 0; i < points.length; i += 2) {
            Point point = Point.parse((String) points[i]).orElseThrow();
            readings.put(point, ((Number) points[i + 1]).doubleValue(), 0);
        }
        return new FreshValues(MeterState.initial(null).with(readings.build()), new AgeLimits(Map.of()), 1);
    }

    private int set(double watts, FreshValues values) {
        CompletableFuture<Integer> code =
                limit.set(watts, ":1.5", values, () -> news++).toCompletableFuture();
        assertThat(code.isDone()).isEqualTo(!limit.unsettled());
        limit.settle();
        return code.join();
    }

    @Test
    void wattsBecomeThePercentageOfTheRatedPowerForTwoMinutes() {
        assertThat(set(2150, inverter(10_000, 0, 10))).isZero();
        assertThat(written).containsExactly(PERCENT + " " + Words.of(2500, 0, 120, 0, 1));
        assertThat(news).isEqualTo(1);
    }

    @Test
    void theRatedPowerOrMoreIsNoLimit() {
        assertThat(set(8600, inverter(2500, 1, 10))).isZero();
        assertThat(set(9000, inverter(2500, 1, 10))).isZero();
        assertThat(written).containsOnly(ENABLE + " " + Words.of(0));
    }

    @Test
    void whatTheInverterRefusesAndWhatIsNoPowerIsRejected() {
        assertThat(set(-1, inverter(2500, 1, 10))).isEqualTo(2);
        assertThat(set(Double.NaN, inverter(2500, 1, 10))).isEqualTo(2);
        assertThat(set(100, fresh("rated-power", 8600))).isEqualTo(2);
        assertThat(written).isEmpty();
        refusal = "exception 6";
        assertThat(set(100, inverter(2500, 1, 10))).isEqualTo(2);
        assertThat(limit.shown(inverter(2500, 1, 10))).isEqualTo(2150);
    }

    @Test
    void theLimitShownIsTheInvertersOwnExceptBetweenAcceptanceAndTheNextReading() {
        assertThat(limit.shown(inverter(2500, 1, 10))).isEqualTo(2150);
        assertThat(limit.shown(inverter(2500, 0, 10))).as("not enabled").isEqualTo(8600);
        assertThat(set(4300, inverter(2500, 1, 10))).isZero();
        assertThat(limit.shown(inverter(2500, 1, 10))).isEqualTo(4300);
        assertThat(limit.shown(inverter(3000, 1, 11))).isEqualTo(2580);
    }

    @Test
    void anInverterWithoutTheModelCannotBeLimited() {
        assertThat(PowerLimit.possible(inverter(2500, 1, 10))).isTrue();
        assertThat(PowerLimit.possible(fresh("power-limit", 50, "rated-power", 8600)))
                .isFalse();
        assertThat(PowerLimit.inForce(fresh("power-limit", 50))).isNaN();
        assertThat(Point.parse("power-limit")).isPresent();
    }

    @Test
    void itIsRepeatedForAsLongAsWhoWantsItIsThere() throws Exception {
        set(2150, inverter(10_000, 0, 10));
        written.clear();
        limit.refresh(inverter(2500, 1, 69), _ -> true);
        assertThat(written).isEmpty();
        limit.refresh(inverter(2500, 1, 71), name -> name.equals(":1.5"));
        limit.refresh(inverter(2500, 1, 72), _ -> true);
        limit.refresh(inverter(2500, 1, 132), _ -> true);
        assertThat(written).hasSize(2).containsOnly(PERCENT + " " + Words.of(2500, 0, 120, 0, 1));
        limit.refresh(inverter(2500, 1, 200), _ -> false);
        limit.refresh(inverter(2500, 1, 300), _ -> true);
        assertThat(written).hasSize(2);
    }

    @Test
    void aLimitEndsWhenItsTimeIsOver() throws Exception {
        long until = 40 * 1_000_000_000L;
        assertThat(limit.set(new PowerLimit.Wish(2150, "fleet", until), inverter(10_000, 0, 10), () -> news++))
                .isNotNull();
        limit.settle();
        assertThat(written)
                .as("the inverter forgets it by then, too")
                .containsExactly(PERCENT + " " + Words.of(2500, 0, 30, 0, 1));
        written.clear();
        limit.refresh(inverter(2500, 1, 39), _ -> true);
        assertThat(limit.limits()).isTrue();
        assertThat(written).isEmpty();
        limit.refresh(inverter(2500, 1, 40), _ -> true);
        assertThat(limit.limits()).isFalse();
        assertThat(written).containsExactly(ENABLE + " " + Words.of(0));
        limit.refresh(inverter(2500, 1, 120), _ -> true);
        assertThat(written).hasSize(1);
    }
}
