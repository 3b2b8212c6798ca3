package io.polymeter.link.mqtt;

import io.polymeter.config.kind.MqttSink;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells Home Assistant of a meter: one message for the device with all of its values, one message for each value, or
/// both.
///
/// Sources: home-assistant.io, integration MQTT, "Device discovery payload" and "Discovery messages and
/// availability"; device classes and their units from its sensor integration.
///
/// @param prefix where Home Assistant looks
/// @param form which messages
/// @param site where the installation stands
/// @param every how often values are published at most
record DiscoveryPayload(TopicNames names, String prefix, MqttSink.DiscoveryForm form, String site, Duration every) {

    /// What a message may take on its way before a value that nobody confirmed is void.
    private static final long GRACE_SECONDS = 5;

    /// Home Assistant says there that it has started, and wants to be told everything again.
    String birth() {
        return prefix + "/status";
    }

    /// The topic of the message for a device.
    String topic(String meter) {
        return prefix + "/device/" + names.id(meter) + "/config";
    }

    /// What the topics of the messages for its values begin with.
    String entities(String meter) {
        return prefix + "/sensor/" + names.id(meter) + "/";
    }

    /// The messages for a meter.
    ///
    /// @param points those of its points that have been seen
    List<Message> messages(PublishedMeter shown, MeterState state, Set<Point> points) {
        String meter = shown.meter().name();
        JsonValue device = device(meter, state);
        Map<String, JsonValue> components = new LinkedHashMap<>();
        for (Point point : Point.all()) {
            if (state.readings().text(point) == null && points.contains(point) && Sensor.shows(point)) {
                components.put(key(point), component(meter, point, shown.limit(state, point)));
            }
        }
        List<Message> messages = new ArrayList<>();
        if (form.hasDevice()) {
            Map<String, JsonValue> config = common(meter, device);
            config.put("components", new JsonValue.ObjectValue(components));
            messages.add(Message.retained(topic(meter), JsonText.of(new JsonValue.ObjectValue(config))));
        }
        if (form.hasEntities()) {
            components.forEach((key, component) -> {
                Map<String, JsonValue> config = common(meter, device);
                config.putAll(((JsonValue.ObjectValue) component).of());
                config.remove("platform");
                if (form.hasDevice()) {
                    // The device's message has it already.
                    config.put("unique_id", text(names.id(meter) + "_" + key + "_entity"));
                }
                messages.add(Message.retained(
                        entities(meter) + key + "/config", JsonText.of(new JsonValue.ObjectValue(config))));
            });
        }
        return messages;
    }

    private Map<String, JsonValue> common(String meter, JsonValue device) {
        Map<String, JsonValue> config = new LinkedHashMap<>();
        config.put("device", device);
        config.put("origin", new JsonValue.ObjectValue(Map.of("name", text("Polymeter"))));
        config.put("state_topic", text(names.state(meter)));
        return config;
    }

    private JsonValue device(String meter, MeterState state) {
        Map<String, JsonValue> device = new LinkedHashMap<>();
        device.put("identifiers", new JsonValue.ArrayValue(List.of(text(names.id(meter)))));
        device.put("name", text(site + " " + meter));
        for (Point point : Point.all()) {
            String said = state.readings().text(point);
            String field = field(point.quantity());
            if (said != null && !said.isBlank() && field != null) {
                device.put(field, text(said));
            }
        }
        return new JsonValue.ObjectValue(device);
    }

    private JsonValue component(String meter, Point point, @Nullable Duration limit) {
        Sensor sensor = Sensor.of(point.quantity());
        Map<String, JsonValue> component = new LinkedHashMap<>();
        component.put("platform", text("sensor"));
        component.put("unique_id", text(names.id(meter) + "_" + key(point)));
        component.put("name", text(name(point)));
        component.put("value_template", text(template(point, "value_json['" + point.name() + "'].value", "none")));
        put(component, "device_class", sensor.deviceClass());
        put(component, "state_class", sensor.stateClass());
        put(component, "unit_of_measurement", point.unit().symbol());
        if (sensor.diagnostic()) {
            put(component, "entity_category", "diagnostic");
        }
        if (sensor.digits() >= 0) {
            component.put("suggested_display_precision", new JsonValue.NumberValue(String.valueOf(sensor.digits())));
        }
        if (limit != null) {
            long seconds = limit.plus(every).plusMillis(999).toSeconds() + GRACE_SECONDS;
            component.put("expire_after", new JsonValue.NumberValue(String.valueOf(seconds)));
        }
        component.put("availability_mode", text("all"));
        component.put(
                "availability",
                new JsonValue.ArrayValue(List.of(
                        at(names.status(), null),
                        at(names.availability(meter), null),
                        at(names.state(meter), template(point, "'online'", "'offline'")))));
        return new JsonValue.ObjectValue(component);
    }

    private static String template(Point point, String there, String absent) {
        return "{{ " + there + " if '" + point.name() + "' in value_json else " + absent + " }}";
    }

    private static JsonValue at(String topic, @Nullable String template) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        entry.put("topic", text(topic));
        if (template != null) {
            entry.put("value_template", text(template));
        }
        return new JsonValue.ObjectValue(entry);
    }

    /// What Home Assistant calls that part of a device's description.
    private static @Nullable String field(Quantity quantity) {
        return switch (quantity) {
            case MANUFACTURER -> "manufacturer";
            case MODEL -> "model";
            case VERSION -> "sw_version";
            case SERIAL -> "serial_number";
            default -> null;
        };
    }

    private static String key(Point point) {
        return point.name().replace('-', '_').replace('.', '_');
    }

    private static String name(Point point) {
        String words = point.quantity().id().replace('-', ' ');
        String name = Character.toUpperCase(words.charAt(0)) + words.substring(1);
        return point.phase() == Phase.TOTAL ? name : name + " " + point.phase();
    }

    private static void put(Map<String, JsonValue> to, String key, String value) {
        if (!value.isEmpty()) {
            to.put(key, text(value));
        }
    }

    private static JsonValue text(String text) {
        return new JsonValue.StringValue(text);
    }
}
