package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import io.polymeter.point.Unit;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the births of a site have declared: its meters, and which alias stands for what. Immutable.
final class SiteDeclaration {

    static final SiteDeclaration NONE = new SiteDeclaration(List.of(new Device("", List.of())));

    /// The most devices and metrics of a site; what is more is left out and counted.
    static final int MAX_DEVICES = 64;

    static final int MAX_ITEMS = 1024;

    /// The node itself is the first, with an empty name.
    private final List<Device> devices;

    private final Map<Long, Place> byAlias = new HashMap<>();
    private final Map<String, Place> byName = new HashMap<>();

    /// @param items in the order of their birth
    record Device(String name, List<Item> items) {}

    /// Where a metric stands.
    record Place(int device, int item) {}

    SiteDeclaration(List<Device> devices) {
        this.devices = List.copyOf(devices);
        for (int d = 0; d < devices.size(); d++) {
            List<Item> items = devices.get(d).items();
            for (int i = 0; i < items.size(); i++) {
                Item item = items.get(i);
                byName.put(key(devices.get(d).name(), item.name()), new Place(d, i));
                if (item.alias() >= 0) {
                    byAlias.put(item.alias(), new Place(d, i));
                }
            }
        }
    }

    private static String key(String device, String metric) {
        return device + "\n" + metric;
    }

    List<Device> devices() {
        return devices;
    }

    /// The place of a device among all, -1 where it was never born.
    int indexOf(String device) {
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).name().equals(device)) {
                return i;
            }
        }
        return -1;
    }

    /// Where the metric of a message belongs; null where its birth is not known.
    @Nullable
    Place place(String device, Metric metric) {
        if (metric.name() != null) {
            return byName.get(key(device, metric.name()));
        }
        Place place = metric.alias() == null ? null : byAlias.get(metric.alias());
        return place == null || !devices.get(place.device()).name().equals(device) ? null : place;
    }

    Item item(Place place) {
        return devices.get(place.device()).items().get(place.item());
    }

    /// With the birth of a device, or of the node, in place of what it declared before.
    ///
    /// @return null where there are too many devices
    @Nullable
    SiteDeclaration with(String device, List<Metric> metrics) {
        List<Item> items = new ArrayList<>();
        for (Metric metric : metrics) {
            if (metric.name() != null && items.size() < MAX_ITEMS) {
                items.add(item(metric, metric.name()));
            }
        }
        List<Device> all = new ArrayList<>(devices);
        int index = indexOf(device);
        if (index >= 0) {
            all.set(index, new Device(device, items));
        } else if (all.size() == MAX_DEVICES) {
            return null;
        } else {
            all.add(new Device(device, items));
        }
        return new SiteDeclaration(all);
    }

    private static Item item(Metric metric, String name) {
        Property property = metric.properties().get("engUnit");
        String unit = property != null && property.value() instanceof MetricValue.Text text ? text.value() : "";
        double factor = Unit.parse(unit).map(Unit.Scaled::factor).orElse(1.0);
        Long alias = metric.alias();
        return new Item(alias == null ? -1 : alias, name, Kind.of(name), unit, factor);
    }

    byte[] bytes() {
        RecordWriter out = new RecordWriter(256);
        out.number(devices.size());
        for (Device device : devices) {
            out.text(device.name()).number(device.items().size());
            for (Item item : device.items()) {
                out.number(item.alias()).text(item.name()).text(item.unit()).real(item.factor());
            }
        }
        return out.bytes();
    }

    static SiteDeclaration of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        List<Device> devices = new ArrayList<>();
        for (int d = in.count(MAX_DEVICES); d > 0; d--) {
            String name = in.text();
            List<Item> items = new ArrayList<>();
            for (int i = in.count(MAX_ITEMS); i > 0; i--) {
                long alias = in.number();
                String metric = in.text();
                items.add(new Item(alias, metric, Kind.of(metric), in.text(), in.real()));
            }
            devices.add(new Device(name, items));
        }
        return new SiteDeclaration(devices);
    }
}
