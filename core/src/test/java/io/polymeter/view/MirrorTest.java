package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Words;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profile.WhenStale;
import io.polymeter.profile.Profiles;
import io.polymeter.profile.Row;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MirrorTest {

    private static final long SECOND = 1_000_000_000L;
    /// A monotonic clock may start anywhere, also below 0.
    private static final long T0 = Long.MIN_VALUE / 2;

    /// 0-9 live with u32 at 0 and 2, reserved 4-7, u16 at 8 and 9; 10-17 energy u64 twice; 100-101 identity;
    /// 200-205 live that can say "not available": u32, i16, f32, one left over; 65534-65535 live.
    private static final Profile PROFILE = new Profiles()
            .span(0, 10, Profiles.LIVE, true)
            .span(10, 8, Profiles.ENERGY, false)
            .span(100, 2, Profiles.IDENTITY, false)
            .span(200, 8, Profiles.LIVE, true)
            .span(65534, 2, Profiles.LIVE, false)
            .row(0, Encoding.U32, Point.of(Quantity.ACTIVE_POWER), 0.1)
            .row(2, Encoding.U32)
            .row(8, Encoding.U16)
            .row(9, Encoding.U16)
            .row(10, Encoding.U64)
            .row(14, Encoding.U64)
            .add(
                    200,
                    new Row.Format(Encoding.U32, false, 1, -1, true, -1),
                    Point.of(Quantity.VOLTAGE, Phase.L1),
                    Row.Part.WHOLE)
            .add(
                    202,
                    new Row.Format(Encoding.I16, false, 1, -1, true, -1),
                    Point.of(Quantity.VOLTAGE, Phase.L2),
                    Row.Part.WHOLE)
            .add(
                    203,
                    new Row.Format(Encoding.F32, false, 1, -1, true, -1),
                    Point.of(Quantity.VOLTAGE, Phase.L3),
                    Row.Part.WHOLE)
            .build();

    private static final Words TEN = Words.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    private static final Words EIGHT = Words.of(11, 12, 13, 14, 15, 16, 17, 18);

    private RegisterImage image = RegisterImage.EMPTY;

    private Served read(WhenStale whenStale, int address, int quantity, long now) {
        return read(new FreshnessPolicy(whenStale, Map.of()), address, quantity, now);
    }

    private Served read(FreshnessPolicy policy, int address, int quantity, long now) {
        return new Mirror(policy).read(MeterState.initial(PROFILE).with(image), address, quantity, now);
    }

    private static Served data(Words words) {
        return new Served.Data(words);
    }

    private static Served refused(Served.Reason reason) {
        return new Served.Refused(ExceptionCode.SERVER_DEVICE_FAILURE, reason);
    }

    private static final Served NO_SUCH_ADDRESS =
            new Served.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS, Served.Reason.NO_SUCH_ADDRESS);

    @ParameterizedTest
    @EnumSource
    void freshRegistersPassThroughUnchangedUnderEveryPolicy(WhenStale whenStale) {
        image = image.with(0, TEN, T0);
        assertThat(read(whenStale, 0, 10, T0 + 2 * SECOND)).isEqualTo(data(TEN));
        assertThat(read(whenStale, 1, 2, T0)).isEqualTo(data(Words.of(2, 3)));
    }

    @Test
    void anAgeAtTheLimitIsFreshAndOneNanosecondMoreIsStale() {
        image = image.with(0, TEN, T0);
        assertThat(read(WhenStale.EXCEPTION, 0, 10, T0 + 2 * SECOND)).isEqualTo(data(TEN));
        assertThat(read(WhenStale.EXCEPTION, 0, 10, T0 + 2 * SECOND + 1)).isEqualTo(refused(Served.Reason.STALE));
    }

    @Test
    void whatWasNeverReceivedIsRefusedUnderEveryPolicyButSilence() {
        Served never = refused(Served.Reason.NOT_RECEIVED);
        assertThat(read(WhenStale.EXCEPTION, 0, 10, T0)).isEqualTo(never);
        assertThat(read(WhenStale.HOLD, 0, 10, T0)).isEqualTo(never);
        assertThat(read(WhenStale.NOT_AVAILABLE, 0, 10, T0)).isEqualTo(never);
        assertThat(read(WhenStale.SILENT, 0, 10, T0)).isEqualTo(new Served.Silent(Served.Reason.NOT_RECEIVED));
    }

    @Test
    void whatIsStaleFollowsThePolicy() {
        image = image.with(0, TEN, T0);
        long late = T0 + 3 * SECOND;
        assertThat(read(WhenStale.EXCEPTION, 0, 2, late)).isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(WhenStale.SILENT, 0, 2, late)).isEqualTo(new Served.Silent(Served.Reason.STALE));
        assertThat(read(WhenStale.HOLD, 0, 2, late)).isEqualTo(data(Words.of(1, 2)));
        assertThat(read(WhenStale.NOT_AVAILABLE, 0, 2, late))
                .as("a row that cannot say so")
                .isEqualTo(refused(Served.Reason.STALE));
    }

    @Test
    void notAvailableIsSaidInTheWayOfEachEncoding() {
        image = image.with(200, EIGHT, T0);
        assertThat(read(WhenStale.NOT_AVAILABLE, 200, 6, T0 + 3 * SECOND))
                .isEqualTo(data(Words.of(0xffff, 0xffff, 0x8000, 0x7fc0, 0, 0)));
        assertThat(read(WhenStale.NOT_AVAILABLE, 204, 1, T0 + 3 * SECOND))
                .as("the second half of a float")
                .isEqualTo(data(Words.of(0)));
        assertThat(read(WhenStale.NOT_AVAILABLE, 205, 2, T0 + 3 * SECOND))
                .as("reserved registers alone")
                .isEqualTo(refused(Served.Reason.STALE));
    }

    @Test
    void notAvailableLeavesWhatIsFreshAsItIs() {
        Profile mixed = new Profiles()
                .span(0, 2, Profiles.IDENTITY, false)
                .span(2, 2, Profiles.LIVE, false)
                .add(
                        2,
                        new Row.Format(Encoding.U32, false, 1, -1, true, -1),
                        Point.of(Quantity.FREQUENCY),
                        Row.Part.WHOLE)
                .build();
        RegisterImage received = RegisterImage.EMPTY.with(0, Words.of(1, 2, 3, 4), T0);
        Mirror mirror = new Mirror(new FreshnessPolicy(WhenStale.NOT_AVAILABLE, Map.of()));
        assertThat(mirror.read(MeterState.initial(mixed).with(received), 0, 4, T0 + 3 * SECOND))
                .isEqualTo(data(Words.of(1, 2, 0xffff, 0xffff)));
    }

    @Test
    void eachGroupAgesForItself() {
        image = image.with(0, TEN, T0).with(10, EIGHT, T0).with(100, Words.of(7, 8), T0);
        long afterTenSeconds = T0 + 10 * SECOND;
        assertThat(read(WhenStale.EXCEPTION, 10, 8, afterTenSeconds)).isEqualTo(data(EIGHT));
        assertThat(read(WhenStale.EXCEPTION, 0, 10, afterTenSeconds)).isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(WhenStale.EXCEPTION, 9, 5, afterTenSeconds))
                .as("a read over both groups")
                .isEqualTo(refused(Served.Reason.STALE));
        long afterTenYears = T0 + 10 * 365 * 86_400 * SECOND;
        assertThat(read(WhenStale.EXCEPTION, 10, 8, afterTenYears)).isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(WhenStale.EXCEPTION, 100, 2, afterTenYears)).isEqualTo(data(Words.of(7, 8)));
    }

    @Test
    void aPollOfTheCountersNeverRefreshesThePushedPower() {
        image = image.with(0, TEN, T0);
        for (int second = 1; second < 10; second++) {
            long now = T0 + second * SECOND;
            image = image.with(10, EIGHT, now);
            assertThat(read(WhenStale.EXCEPTION, 0, 10, now) instanceof Served.Data)
                    .isEqualTo(second <= 2);
            assertThat(read(WhenStale.EXCEPTION, 10, 8, now)).isEqualTo(data(EIGHT));
        }
    }

    @Test
    void aReadAcrossSpansIsOneAnswer() {
        image = image.with(0, TEN, T0).with(10, EIGHT, T0);
        assertThat(read(WhenStale.EXCEPTION, 8, 4, T0)).isEqualTo(data(Words.of(9, 10, 11, 12)));
        assertThat(read(WhenStale.EXCEPTION, 13, 2, T0))
                .as("halves of two 64-bit values")
                .isEqualTo(data(Words.of(14, 15)));
    }

    @Test
    void whatTheDeviceDoesNotHaveIsAnIllegalAddress() {
        image = image.with(0, TEN, T0).with(10, EIGHT, T0).with(65534, Words.of(1, 2), T0);
        assertThat(read(WhenStale.EXCEPTION, 18, 1, T0)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(read(WhenStale.EXCEPTION, 17, 2, T0)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(read(WhenStale.SILENT, 99, 2, T0)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(read(WhenStale.EXCEPTION, 17, 84, T0)).as("over a gap").isEqualTo(NO_SUCH_ADDRESS);
        assertThat(read(WhenStale.EXCEPTION, 65535, 2, T0)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(read(WhenStale.EXCEPTION, 65535, 1, T0)).isEqualTo(data(Words.of(2)));
        assertThat(new Mirror(new FreshnessPolicy(WhenStale.HOLD, Map.of())).read(MeterState.initial(null), 0, 1, T0))
                .as("a meter without registers")
                .isEqualTo(NO_SUCH_ADDRESS);
    }

    @Test
    void reservedRegistersThatNeverCameAreZeroBesideWhatCame() {
        image = image.with(0, TEN.slice(0, 4), T0).with(8, TEN.slice(8, 2), T0);
        assertThat(read(WhenStale.EXCEPTION, 0, 10, T0)).isEqualTo(data(Words.of(1, 2, 3, 4, 0, 0, 0, 0, 9, 10)));
        assertThat(read(WhenStale.EXCEPTION, 4, 2, T0)).as("alone").isEqualTo(data(Words.of(0, 0)));
        image = image.without(new Range(1, 1));
        assertThat(read(WhenStale.EXCEPTION, 0, 10, T0)).isEqualTo(refused(Served.Reason.NOT_RECEIVED));
    }

    @Test
    void reservedRegistersThatCameOnceDoNotMakeTheOthersStale() {
        image = image.with(0, TEN, T0);
        long now = T0 + 60 * SECOND;
        image = image.with(0, TEN.slice(0, 4), now).with(8, TEN.slice(8, 2), now);
        assertThat(read(WhenStale.EXCEPTION, 0, 10, now)).isEqualTo(data(TEN));
        assertThat(read(WhenStale.EXCEPTION, 4, 4, now)).as("alone").isEqualTo(data(Words.of(5, 6, 7, 8)));
        long late = now + 60 * SECOND;
        assertThat(read(WhenStale.EXCEPTION, 4, 4, late))
                .as("alone, and nothing says that the device is there")
                .isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(WhenStale.NOT_AVAILABLE, 4, 4, late)).isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(WhenStale.SILENT, 4, 4, late)).isEqualTo(new Served.Silent(Served.Reason.STALE));
        assertThat(read(WhenStale.HOLD, 4, 4, late)).isEqualTo(data(Words.of(5, 6, 7, 8)));
    }

    @Test
    void aValueWhoseHalvesCameApartIsAsOldAsTheOlder() {
        image = image.with(10, EIGHT, T0).with(12, EIGHT.slice(2, 2), T0 + 400 * SECOND);
        assertThat(read(WhenStale.EXCEPTION, 10, 4, T0 + 400 * SECOND)).isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(WhenStale.EXCEPTION, 12, 2, T0 + 400 * SECOND)).isEqualTo(data(Words.of(13, 14)));
    }

    @Test
    void theUsersAgeLimitReplacesTheProfilesForItsGroupAlone() {
        image = image.with(0, TEN, T0).with(10, EIGHT, T0).with(100, Words.of(7, 8), T0);
        FreshnessPolicy policy = new FreshnessPolicy(
                WhenStale.EXCEPTION, Map.of("live", Duration.ofSeconds(7), "identity", Duration.ofSeconds(1)));
        assertThat(read(policy, 0, 10, T0 + 7 * SECOND)).isEqualTo(data(TEN));
        assertThat(read(policy, 0, 10, T0 + 7 * SECOND + 1)).isEqualTo(refused(Served.Reason.STALE));
        assertThat(read(policy, 10, 8, T0 + 300 * SECOND)).isEqualTo(data(EIGHT));
        assertThat(read(policy, 100, 2, T0 + 2 * SECOND)).isEqualTo(refused(Served.Reason.STALE));
    }

    /// Every run of registers from every address: each word is that of its register, or says that it is not there.
    @Test
    void inEveryRunAFreshRegisterStandsWhereItBelongs() {
        long now = T0 + 10 * SECOND;
        image = image.with(0, TEN, T0).with(10, EIGHT, T0).with(200, Words.of(21, 22, 23, 24, 25, 0, 0, 0), T0);
        Words whole = Words.of(0xFFFF, 0xFFFF, 0x8000, 0x7FC0, 0, 0);
        for (int from = 200; from < 205; from++) {
            for (int until = from + 1; until <= 205; until++) {
                Served served = read(WhenStale.NOT_AVAILABLE, from, until - from, now);
                assertThat(served).as("%d to %d", from, until).isInstanceOf(Served.Data.class);
                Words words = ((Served.Data) served).words();
                for (int at = from; at < until; at++) {
                    assertThat(words.get(at - from))
                            .as("%d of %d to %d", at, from, until)
                            .isEqualTo(whole.get(at - 200));
                }
            }
        }
        // Energy is fresh while live values are not: a run over both has one and refuses for the other.
        assertThat(read(WhenStale.NOT_AVAILABLE, 10, 8, now)).isEqualTo(data(EIGHT));
        assertThat(read(WhenStale.NOT_AVAILABLE, 8, 4, now)).isEqualTo(refused(Served.Reason.STALE));
        image = image.with(0, TEN, now);
        for (int from = 0; from < 18; from++) {
            Served.Data served = (Served.Data) read(WhenStale.NOT_AVAILABLE, from, 18 - from, now);
            for (int at = from; at < 18; at++) {
                assertThat(served.words().get(at - from)).isEqualTo(at + 1);
            }
        }
    }
}
