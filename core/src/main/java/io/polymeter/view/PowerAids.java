package io.polymeter.view;

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

    boolean filters() {
        return despike > 0 || smooth > 0;
    }
}
