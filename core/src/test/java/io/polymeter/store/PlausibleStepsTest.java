package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a house connection can carry between two readings.
class PlausibleStepsTest {

    private static final long HOUR = 3_600_000_000_000L;

    /// 63 A × 3 × 230 V × 1.25 = 54.3 kWh in an hour, and twice the step in which the counter counts.
    @ParameterizedTest
    @CsvSource({
        "0.5, 54337.5, 1, true",
        "0.5, 54341, 1, false",
        "0.5, 0.5, 0, true",
        "0.5, 2.4, 0, true",
        "0.5, 2.6, 0, false",
        // A counter of whole kWh may jump by two of them.
        "1000, 3000, 0, true",
        "1000, 3001, 0, false",
        "10000, 30000, 0, true",
        "10000, 30001, 0, false",
        // Less is no step, and time does not run back.
        "5000.5, 1.5, 0, true",
        "0.5, 2.6, -1, false"
    })
    void aStepFitsWhatTheConnectionCarries(double from, double to, double hours, boolean fits) {
        assertThat(PlausibleSteps.DEFAULT.fits(from, to, (long) (hours * HOUR))).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "65530, 3, 65536",
        "6553.5, 0.2, 6553.6",
        "4294967290, 4, 4294967296",
        "429496729.5, 0.3, 429496729.6",
    })
    void aRegisterThatWasFullIsKnownByItsRange(double from, double to, double modulus) {
        assertThat(PlausibleSteps.DEFAULT.wrapped(from, to, 2_000_000_000L)).isCloseTo(modulus, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"60000, 5", "65530, 5000", "123456.7, 0.3", "65536, 5"})
    void anyOtherFallIsNone(double from, double to) {
        assertThat(PlausibleSteps.DEFAULT.wrapped(from, to, 2_000_000_000L)).isNaN();
    }

    @Test
    void aConnectionThatCarriedMoreIsBelievedFromThenOn() {
        PlausibleSteps raised = PlausibleSteps.DEFAULT.raised(100_000, HOUR);
        assertThat(raised.watts()).isEqualTo(125_000);
        assertThat(PlausibleSteps.DEFAULT.raised(1, HOUR)).isEqualTo(PlausibleSteps.DEFAULT);
        assertThat(PlausibleSteps.DEFAULT.raised(100_000, 0)).isEqualTo(PlausibleSteps.DEFAULT);
        assertThat(PlausibleSteps.DEFAULT.ofPhase().watts()).isEqualTo(63 * 230.0);
    }
}
