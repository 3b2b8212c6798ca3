package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The options of the Home Assistant add-on, turned into a configuration: one single-phase inverter known to
/// openHAB, or to Home Assistant itself, shown to a GEN24 as a Fronius Smart Meter.
final class AddonOptions {

    private static final int OPENHAB_PORT = 8080;
    private static final int FIRST_UNIT = 240;
    private static final int FIRST_SERIAL = 50;
    private static final int MAX_METERS = 15;

    private final JsonValue options;
    private final List<String> wrong = new ArrayList<>();

    private AddonOptions(JsonValue options) {
        this.options = options;
    }

    /// The configuration as YAML.
    ///
    /// @throws Failure with exit code 2 that tells everything that is wrong
    static String yaml(JsonValue options) {
        AddonOptions addon = new AddonOptions(options);
        String text = addon.write();
        if (!addon.wrong.isEmpty()) {
            throw CommandFailure.usage("invalid add-on options:\n" + String.join("\n", addon.wrong));
        }
        return text;
    }

    private String write() {
        StringBuilder out = new StringBuilder(1024);
        out.append("# Generated from the add-on options at every start.\n");
        String zone = text("time_zone");
        if (zone != null) {
            out.append("site: { timezone: ").append(quote(zone)).append(" }\n");
        }
        out.append("meters:\n  inverter:\n");
        source(out);
        long phase = number("connected_phase", 1, 1, 3);
        long address = number("modbus_tcp_address", 0, 0, MAX_METERS);
        out.append("    phase: L").append(phase).append('\n');
        out.append("    fresh-for: 15s\n");
        out.append("outputs:\n  gen24:\n    meter: inverter\n    profile: fronius-smart-meter\n");
        out.append("    modbus: { serve: \"tcp://0.0.0.0:502\", unit: ")
                .append(FIRST_UNIT + address)
                .append(" }\n");
        out.append("    identity: { serial: \"000000")
                .append(FIRST_SERIAL + address)
                .append("\" }\n");
        broker(out);
        out.append("state: /data/state\n");
        out.append("http: { listen: \"0.0.0.0:8099\", names: [any] }\n");
        out.append("log: { level: ").append(level()).append(" }\n");
        return out.toString();
    }

    private void source(StringBuilder out) {
        String host = text("openhab_host");
        BiConsumer<String, String> item;
        if (host == null) {
            out.append("    homeassistant:\n      url: \"http://supervisor/core\"\n");
            out.append("      token: ${SUPERVISOR_TOKEN}\n      entities:\n");
        } else {
            out.append("    openhab:\n      url: ").append(quote(url(host))).append("\n      items:\n");
        }
        String key = host == null ? "entity" : "item";
        item = (point, name) -> out.append("        ")
                .append(point)
                .append(": { ")
                .append(key)
                .append(": ")
                .append(quote(name))
                // Production leaves the site.
                .append(point.equals("active-power") ? ", scale: -1 }\n" : " }\n");
        int points = 0;
        for (Map.Entry<String, String> each : points().entrySet()) {
            String name = text(each.getKey());
            if (name != null) {
                item.accept(each.getValue(), name);
                points++;
            }
        }
        if (points == 0) {
            wrong.add("none of " + String.join(", ", points().keySet()) + " names an item");
        }
    }

    private static Map<String, String> points() {
        Map<String, String> points = new LinkedHashMap<>();
        points.put("energy_counter_out", "active-energy-export");
        points.put("current_voltage", "voltage");
        points.put("current_current", "current");
        points.put("current_power", "active-power");
        points.put("current_frequency", "frequency");
        return points;
    }

    private void broker(StringBuilder out) {
        String broker = text("mqtt_broker");
        if (broker == null) {
            return;
        }
        String address = broker.contains("://") ? broker : "mqtt://" + broker;
        out.append("  home-assistant:\n    meters: all\n    mqtt:\n      broker: ")
                .append(quote(address));
        out.append("\n      discovery: homeassistant\n");
        String user = text("mqtt_username");
        if (user != null) {
            out.append("      username: ").append(quote(user)).append('\n');
        }
        String password = text("mqtt_password");
        if (password != null) {
            out.append("      password: ").append(quote(password)).append('\n');
        }
    }

    /// A host, a host and a port, or a whole address.
    private static String url(String host) {
        if (host.contains("://")) {
            return host;
        }
        return "http://" + host + (host.matches(".*:[0-9]+") ? "" : ":" + OPENHAB_PORT);
    }

    private String level() {
        String level = text("loglevel");
        String known = level == null ? "info" : level.toLowerCase(Locale.ROOT);
        return switch (known) {
            case "error", "warning", "info", "debug", "trace" -> known;
            case "critical" -> "error";
            default -> {
                wrong.add("loglevel: expected error, warning, info, debug or trace, found '" + level + "'");
                yield "info";
            }
        };
    }

    private @Nullable String text(String option) {
        return switch (options.get(option)) {
            case JsonValue.StringValue(String text) when !text.isBlank() -> text.strip();
            case JsonValue.NumberValue(String literal) -> literal;
            case null, default -> null;
        };
    }

    private long number(String option, long usual, long least, long most) {
        String text = text(option);
        if (text == null) {
            return usual;
        }
        long number = text.matches("[0-9]{1,9}") ? Long.parseLong(text) : -1;
        if (number < least || number > most) {
            wrong.add(option + ": expected a whole number from " + least + " to " + most + ", found '" + text + "'");
            return usual;
        }
        return number;
    }

    /// A JSON string is a YAML string; what looks like a variable is none.
    private static String quote(String text) {
        return JsonText.quote(text.replace("${", "$${"));
    }
}
