package io.polymeter.fleet.topic;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import io.polymeter.fleet.site.Order;
import io.polymeter.fleet.site.SiteView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a site is, as every engine tells it when it changes.
///
/// @param received when its last message came, as of this record; 0 for never
/// @param configuration the hash it reports, empty for none
/// @param configurationState what became of the last one it was given, in its words
/// @param meters their states by name, see [SiteView.MeterView]
/// @param gaps stretches of time that are still missing
public record Status(
        boolean online,
        long received,
        String configuration,
        String configurationState,
        Map<String, String> meters,
        List<SiteView.GapView> gaps,
        List<Order> orders) {

    private static final int MAX = 10_000;

    /// Of what an operator sees.
    public static Status of(SiteView view) {
        Map<String, String> meters = new LinkedHashMap<>();
        view.meters().forEach(meter -> meters.put(meter.name(), meter.state()));
        return new Status(
                view.online(),
                view.received(),
                view.configuration(),
                view.configurationState(),
                meters,
                view.gaps(),
                view.orders());
    }

    /// Whether anything is not as it should be.
    public boolean isWell() {
        return online && meters.values().stream().allMatch("live"::equals);
    }

    /// The record of a topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(96);
        out.truth(online)
                .number(received)
                .text(configuration)
                .text(configurationState)
                .number(meters.size());
        meters.forEach((name, state) -> out.text(name).text(state));
        out.number(gaps.size());
        gaps.forEach(gap ->
                out.number(gap.from()).number(gap.to()).number(gap.tries()).number(gap.asked()));
        out.number(orders.size());
        orders.forEach(order -> out.chunk(order.bytes()));
        return out.bytes();
    }

    /// Reads the record of a topic.
    public static Status of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        boolean online = in.truth();
        long received = in.number();
        String configuration = in.text();
        String configurationState = in.text();
        Map<String, String> meters = new LinkedHashMap<>();
        for (int i = in.count(MAX); i > 0; i--) {
            meters.put(in.text(), in.text());
        }
        List<SiteView.GapView> gaps = new ArrayList<>();
        for (int i = in.count(MAX); i > 0; i--) {
            gaps.add(new SiteView.GapView(in.number(), in.number(), in.count(MAX), in.number()));
        }
        List<Order> orders = new ArrayList<>();
        for (int i = in.count(MAX); i > 0; i--) {
            orders.add(Order.of(in.chunk()));
        }
        return new Status(online, received, configuration, configurationState, meters, gaps, orders);
    }
}
