package io.polymeter.link.face;

import io.polymeter.config.OutputSettings;
import io.polymeter.link.SamplePacing;
import io.polymeter.store.Meter;
import io.polymeter.view.AidedReadings;
import io.polymeter.view.PowerAids;
import java.time.Duration;
import java.util.Objects;

/// What is done to steady the consumers of one output. It can change while the output is served.
final class OutputAids {

    private final SamplePacing pacing;
    private volatile AidedReadings readings = AidedReadings.NONE;

    /// Does nothing.
    ///
    /// @param output its name
    OutputAids(String output, Meter meter) {
        this.pacing = new SamplePacing(output, meter);
    }

    /// Does what the settings ask for from now on. What is shown has no word for an absent power: an outlier is shown
    /// as the median.
    void set(OutputSettings output) {
        pacing.set(
                Objects.requireNonNullElse(output.waitForNew(), Duration.ZERO),
                Objects.requireNonNullElse(output.minSamplePeriod(), Duration.ZERO));
        PowerAids aids = PowerAids.of(output, false);
        if (!aids.equals(readings.aids())) {
            readings = new AidedReadings(aids);
        }
    }

    /// When readers get a new sample.
    SamplePacing pacing() {
        return pacing;
    }

    /// What they are shown of a state.
    AidedReadings readings() {
        return readings;
    }
}
