package io.polymeter.link.sparkplug;

import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.EdgeNodeId;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import io.polymeter.sparkplug.Property;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is sent in one Sparkplug session, from the birth of the node to its death, in the order that the specification
/// wants, with one sequence number for the node and all its devices. For one thread.
final class SparkplugSession {

    /// So many values in a message at most.
    private static final int MAX_VALUES = 500;

    private final Terms terms;
    private final int bdSeq;
    private final Sender sender;
    private final Map<String, DeviceMetrics> devices = new LinkedHashMap<>();
    private int seq;
    private boolean born;

    /// What the node is.
    ///
    /// @param facts metrics of the node, with their types
    /// @param meters in the order in which they are told
    /// @param aliases live longer than a session
    /// @param controls metrics of devices beside those that are measured
    record Terms(
            EdgeNodeId id, Map<String, Property> facts, Set<String> meters, MetricAliases aliases, Controls controls) {}

    /// What can be changed at devices.
    interface Controls {

        /// The metrics of a DBIRTH, with names; none where nothing can be changed.
        List<Metric> birth(String meter, long at);
    }

    /// Takes messages.
    interface Sender {
        void send(Message message) throws IOException, InterruptedException;
    }

    /// @param bdSeq the number in the will of the connection
    SparkplugSession(Terms terms, int bdSeq, Sender sender) {
        this.terms = terms;
        this.bdSeq = bdSeq;
        this.sender = sender;
        terms.meters().forEach(meter -> devices.put(meter, new DeviceMetrics(meter, terms.aliases())));
    }

    /// The death of a node, as will and as last message.
    static Message death(EdgeNodeId id, int bdSeq, long at) {
        Payload payload = new Payload(at, null, List.of(bdSeq(bdSeq, at)));
        return new Message(id.topic("NDEATH"), payload.encode(), 1, false);
    }

    private static Metric bdSeq(int number, long at) {
        return Metric.of(ControlMetrics.BD_SEQ, at, DataType.INT64, new MetricValue.Whole(number));
    }

    boolean born() {
        return born;
    }

    /// Tells all there is, anew: the node and every meter that measures.
    void birth(SiteSnapshot round, long at) throws IOException, InterruptedException {
        seq = 0;
        List<Metric> metrics = new ArrayList<>();
        metrics.add(bdSeq(bdSeq, at).aliased(alias(ControlMetrics.BD_SEQ)));
        metrics.add(Metric.of(ControlMetrics.REBIRTH, at, DataType.BOOLEAN, new MetricValue.Truth(false)));
        terms.facts()
                .forEach((name, fact) -> metrics.add(
                        Metric.of(name, at, fact.type(), fact.value()).aliased(alias(name))));
        send(terms.id().topic("NBIRTH"), metrics, at);
        born = true;
        List<String> alive = devices.values().stream()
                .filter(DeviceMetrics::born)
                .map(DeviceMetrics::meter)
                .toList();
        devices.values().forEach(DeviceMetrics::died);
        for (MeterSnapshot meter : round.meters()) {
            DeviceMetrics device = devices.get(meter.meter());
            if (device != null && (meter.alive() || alive.contains(meter.meter()))) {
                birth(device, meter, at);
            }
        }
    }

    private long alias(String metric) {
        return terms.aliases().of("", metric);
    }

    private void birth(DeviceMetrics device, MeterSnapshot meter, long at) throws IOException, InterruptedException {
        List<Metric> metrics = device.birth(meter, at);
        for (Metric control : terms.controls().birth(device.meter(), at)) {
            String name = control.name();
            metrics.add(name == null ? control : control.aliased(terms.aliases().of(device.meter(), name)));
        }
        send(terms.id().topic("DBIRTH", device.meter()), metrics, at);
    }

    /// Tells what has changed: meters that begin to measure, values, and meters that do not measure any more.
    ///
    /// @param held a meter that is told of although it does not measure, because of its past; null for none
    void live(SiteSnapshot round, long at, @Nullable String held) throws IOException, InterruptedException {
        for (MeterSnapshot meter : round.meters()) {
            DeviceMetrics device = devices.get(meter.meter());
            if (device == null) {
                continue;
            }
            if (meter.alive() && (!device.born() || device.told().lacks(meter))) {
                birth(device, meter, at);
            } else if (device.born() && (meter.alive() || meter.meter().equals(held))) {
                data(device.meter(), device.news(meter, at), at);
            } else if (device.born()) {
                device.died();
                send(terms.id().topic("DDEATH", device.meter()), List.of(), at);
            }
        }
    }

    /// Tells what was measured earlier, of one meter.
    ///
    /// @param now what the meter shows now, in case that its birth has to come first
    void past(String meter, List<TimedValue> values, MeterSnapshot now, long at)
            throws IOException, InterruptedException {
        DeviceMetrics device = devices.get(meter);
        if (device == null) {
            return;
        }
        boolean unknown = values.stream().anyMatch(value -> !device.told().knows(value.point()));
        values.forEach(value -> device.told().expect(value.point()));
        if (!device.born() || unknown) {
            birth(device, now, at);
        }
        data(meter, values.stream().map(device::past).toList(), at);
    }

    /// Tells what has changed at a device beside what it measures.
    void control(String meter, Map<String, Property> values, long at) throws IOException, InterruptedException {
        DeviceMetrics device = devices.get(meter);
        if (device != null && device.born()) {
            List<Metric> metrics = new ArrayList<>();
            values.forEach((name, value) ->
                    metrics.add(Metric.of(terms.aliases().of(meter, name), at, value.type(), value.value())));
            data(meter, metrics, at);
        }
    }

    private void data(String meter, List<Metric> metrics, long at) throws IOException, InterruptedException {
        for (int i = 0; i < metrics.size(); i += MAX_VALUES) {
            List<Metric> some = metrics.subList(i, Math.min(metrics.size(), i + MAX_VALUES));
            send(terms.id().topic("DDATA", meter), some, at);
        }
    }

    /// Tells what has changed at the node itself.
    ///
    /// @param names of facts
    void node(List<String> names, long at) throws IOException, InterruptedException {
        List<Metric> metrics = new ArrayList<>();
        for (String name : names) {
            Property fact = terms.facts().get(name);
            if (fact != null) {
                metrics.add(Metric.of(alias(name), at, fact.type(), fact.value()));
            }
        }
        send(terms.id().topic("NDATA"), metrics, at);
    }

    private void send(String topic, List<Metric> metrics, long at) throws IOException, InterruptedException {
        Payload payload = new Payload(at, seq, metrics);
        seq = (seq + 1) & 0xff;
        sender.send(new Message(topic, payload.encode(), 0, false));
    }

    /// The last message of the session.
    Message death(long at) {
        return death(terms.id(), bdSeq, at);
    }
}
