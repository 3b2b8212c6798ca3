package io.polymeter.fleet.topology;

import io.polymeter.fleet.site.Order;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.util.List;

/// What the fleet says to gateways.
final class Commands {

    /// Behind the name of what is ordered: until when, as with [ControlMetrics#POWER_LIMIT_UNTIL].
    private static final String UNTIL = " Until";

    private Commands() {}

    /// Births are to be sent again (Sparkplug 3.0.0, 6.4.20).
    static DownlinkMessage rebirth(long now) {
        return node(now, Metric.of(ControlMetrics.REBIRTH, now, DataType.BOOLEAN, new MetricValue.Truth(true)));
    }

    /// What was kept of a stretch of time is to be sent.
    static DownlinkMessage replay(long from, long to, long now) {
        return node(
                now,
                Metric.of(ControlMetrics.REPLAY_FROM, now, DataType.DATE_TIME, new MetricValue.Whole(from)),
                Metric.of(ControlMetrics.REPLAY_TO, now, DataType.DATE_TIME, new MetricValue.Whole(to)));
    }

    /// A metric is to have a value until an instant.
    static DownlinkMessage order(Order order, long now) {
        List<Metric> metrics = List.of(
                Metric.of(order.metric(), now, DataType.DOUBLE, new MetricValue.Real(order.value())),
                Metric.of(order.metric() + UNTIL, now, DataType.DATE_TIME, new MetricValue.Whole(order.expires())));
        return new DownlinkMessage(order.device(), new Payload(now, null, metrics).encode());
    }

    private static DownlinkMessage node(long now, Metric... metrics) {
        return new DownlinkMessage("", new Payload(now, null, List.of(metrics)).encode());
    }
}
