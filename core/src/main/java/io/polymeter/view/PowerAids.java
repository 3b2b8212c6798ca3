package io.polymeter.view;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Watts;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is done to the active power before it is shown, on the user's demand: outliers, then smoothing, then the band
/// around 0, then the shift.
///
/// @param shift the band and the shift
/// @param despike how far from the median a sample must be to be an outlier, watts, at least; 0 for none
/// @param absent an outlier is shown as absent, where what is shown has a word for that, else as the median
/// @param smooth time constant of a low-pass, seconds; 0 for none
public record PowerAids(PowerShift shift, double despike, boolean absent, double smooth) {

    /// Changes nothing.
    public static final PowerAids NONE = new PowerAids(PowerShift.NONE, 0, false, 0);

    /// What an output's settings ask for.
    ///
    /// @param absent whether what is shown has a word for a power that is absent
    public static PowerAids of(OutputSettings output, boolean absent) {
        Duration smooth = Objects.requireNonNullElse(output.smooth(), Duration.ZERO);
        PowerShift shift = new PowerShift(watts(output.bias()), watts(output.deadband()));
        PowerAids aids = new PowerAids(shift, watts(output.despike()), absent, smooth.toNanos() / 1e9);
        return output.changesPower() == null ? NONE : aids;
    }

    private static double watts(@Nullable Watts watts) {
        return watts == null ? 0 : watts.value();
    }

    boolean filters() {
        return despike > 0 || smooth > 0;
    }
}
