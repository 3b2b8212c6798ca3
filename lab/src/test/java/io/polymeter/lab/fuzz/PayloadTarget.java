package io.polymeter.lab.fuzz;

import io.polymeter.sparkplug.MalformedPayloadException;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import io.polymeter.sparkplug.Property;

/// Any bytes into the reader of Sparkplug payloads. Nothing but [MalformedPayloadException] comes out, and what was
/// read is the same again when it has been written.
public final class PayloadTarget {

    private PayloadTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Payload read = Payload.decode(data);
            if (read.metrics().stream().allMatch(PayloadTarget::whole)) {
                check(Payload.decode(read.encode()).equals(read), "not the same again");
            }
            check(read.metrics().size() <= data.length / 2, "more metrics than bytes");
        } catch (MalformedPayloadException e) {
            check(e.getMessage() != null, "refused without a reason");
        }
    }

    private static boolean whole(Metric metric) {
        return !(metric.value() instanceof MetricValue.Unread)
                && metric.properties().values().stream()
                        .map(Property::value)
                        .noneMatch(MetricValue.Unread.class::isInstance);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
