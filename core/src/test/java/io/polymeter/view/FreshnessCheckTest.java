package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profiles;
import io.polymeter.profile.Span;
import io.polymeter.register.Encoding;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import io.polymeter.store.MeterStore;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When registers are too old ([FreshnessCheck]), and readings that are changed for a consumer once ([AidedReadings]).
class FreshnessCheckTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final FreshnessPolicy POLICY = new FreshnessPolicy(Profile.WhenStale.EXCEPTION, Map.of());

    /// Live registers for 2 s, energy for 5 min; of the reserved span only two carry something.
    private static final Profile PROFILE = new Profiles()
            .span(0, 4, Profiles.LIVE, false)
            .span(10, 10, Profiles.ENERGY, true)
            .row(0, Encoding.I32, POWER, 1)
            .row(12, Encoding.U32)
            .build();

    private static FreshnessCheck check(RegisterImage image, long now) {
        return new FreshnessCheck(PROFILE, image, POLICY, now);
    }

    private static Span span(int address) {
        return PROFILE.spanAt(address).orElseThrow();
    }

    @Test
    void registersAreThereUntilTheirGroupIsTooOld() {
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(1, 2, 3, 4), 0);
        assertThat(check(image, 2 * SECOND).lost(span(0), 0, 4)).isNull();
        assertThat(check(image, 2 * SECOND + 1).lost(span(0), 0, 4)).isEqualTo(Served.Reason.STALE);
        assertThat(check(image, 0).lost(span(0), 2, 3)).isEqualTo(Served.Reason.NOT_RECEIVED);
    }

    @Test
    void aReservedRegisterThatCarriesNothingMayBeMissing() {
        RegisterImage image = RegisterImage.EMPTY.with(12, Words.of(1, 2), 0);
        assertThat(check(image, SECOND).lost(span(10), 10, 10)).isNull();
        assertThat(check(image, 301 * SECOND).lost(span(10), 10, 10)).isEqualTo(Served.Reason.STALE);
        assertThat(check(RegisterImage.EMPTY, 0).lost(span(10), 10, 10)).isEqualTo(Served.Reason.NOT_RECEIVED);
        assertThat(check(RegisterImage.EMPTY, 0).lost(span(10), 15, 2)).isNull();
        assertThat(check(RegisterImage.EMPTY, 0).speaks(span(10), 15, 2)).isFalse();
        assertThat(check(RegisterImage.EMPTY, 0).speaks(span(10), 11, 2)).isTrue();
        assertThat(check(RegisterImage.EMPTY, 0).speaks(span(0), 0, 1)).isTrue();
    }

    @Test
    void aDeviceIsProvenByAnyFreshGroup() {
        assertThat(check(RegisterImage.EMPTY, 0).unproven()).isEqualTo(Served.Reason.NOT_RECEIVED);
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(1), 0).with(12, Words.of(1), 0);
        assertThat(check(image, 60 * SECOND).unproven()).isNull();
        assertThat(check(image, 600 * SECOND).unproven()).isEqualTo(Served.Reason.STALE);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -",
                "STALE, -, STALE",
                "-, STALE, STALE",
                "STALE, NOT_RECEIVED, NOT_RECEIVED",
                "NOT_RECEIVED, STALE, NOT_RECEIVED"
            })
    void theWorseOfTwoReasonsIsThatNothingCame(
            Served.@org.jspecify.annotations.Nullable Reason a,
            Served.@org.jspecify.annotations.Nullable Reason b,
            Served.@org.jspecify.annotations.Nullable Reason worse) {
        assertThat(FreshnessCheck.worse(a, b)).isEqualTo(worse);
    }

    @Test
    void aStateIsChangedOnceForAllWhoRead() {
        MeterState before = new MeterStore().add("grid", null).state();
        MeterState state =
                before.with(before.measured().toBuilder().put(POWER, 500, 10).build());
        AidedReadings shifted = new AidedReadings(new PowerAids(new PowerShift(20, 0), 0, false, 0));
        assertThat(shifted.of(state).value(POWER)).isNotEqualTo(500);
        assertThat(shifted.of(state)).isSameAs(shifted.of(state));
        assertThat(AidedReadings.NONE.of(state).value(POWER)).isEqualTo(500);
        assertThat(AidedReadings.NONE.aids()).isEqualTo(PowerAids.NONE);
    }
}
