package io.polymeter.link.face;

import io.polymeter.link.OutputCounters;
import io.polymeter.link.SamplePacing;
import io.polymeter.loop.OutputTiming;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.util.concurrent.CompletableFuture;

/// One request to a device without registers, from its coming to its answer: counted once.
///
/// @param begun when it came, nanoseconds of the monotonic clock
/// @param asker who asks, and by which way
public record Inquiry(ShownMeter meter, long begun, long asker) {

    /// Waits until there is a newer power than the asker has had, where the output wants it so, and not for long.
    ///
    /// @return the same inquiry, as if it came then
    public Inquiry whenNew() {
        CompletableFuture<Boolean> later =
                meter.aids().pacing().hold(new SamplePacing.Asker(asker), begun, meter::instant, () -> true);
        return later == null || !later.join()
                ? this
                : new Inquiry(meter, meter.clock().nanos(), asker);
    }

    /// Answered with values.
    public void served(ShownValues values) {
        OutputCounters tally = meter.tally();
        long now = meter.clock().nanos();
        tally.served();
        tally.answered(now - begun);
        meter.aids().pacing().showed(new SamplePacing.Asker(asker), values.instant());
        OutputTiming timing = tally.timing();
        if (timing != null && values.lost() == null) {
            timing.group(values.group()).answered(asker, now, values.instant());
        }
    }

    /// Answered with something that does not depend on the meter, such as the device's name.
    public void told() {
        meter.tally().served();
        meter.tally().answered(meter.clock().nanos() - begun);
    }

    /// Answered with a refusal, because there are no values.
    public void lost(Served.Reason reason) {
        refused(
                switch (reason) {
                    case STALE -> OutputCounters.Reason.STALE;
                    case NOT_RECEIVED -> OutputCounters.Reason.NOT_RECEIVED;
                    case NO_SUCH_ADDRESS -> OutputCounters.Reason.NO_SUCH_ADDRESS;
                });
    }

    /// Answered with a refusal.
    public void refused(OutputCounters.Reason reason) {
        meter.tally().refused(reason);
        meter.tally().answered(meter.clock().nanos() - begun);
    }

    /// Not answered.
    public void silent() {
        meter.tally().silent();
    }
}
