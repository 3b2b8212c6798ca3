package io.polymeter.link.shelly;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// The components of a Shelly Pro 3EM beside its meter: as they are on one that is connected by cable, without cloud,
/// scripts and log-in.
///
/// @param begun when the device came up, nanoseconds of the monotonic clock
/// @param zone where it stands
/// @param mqtt whether it is connected to a broker
record ShellyComponents(ShellyDevice device, Clock clock, long begun, ZoneId zone, BooleanSupplier mqtt) {

    static final List<String> NAMES = List.of("BLE", "Cloud", "Eth", "Modbus", "Mqtt", "Sys", "WiFi", "Ws");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /// All statuses together.
    JsonObject status(EnergyMeterStatus meter, String address) {
        JsonObject all = new JsonObject()
                .put("ble", status("BLE", address))
                .put("cloud", status("Cloud", address))
                .put("em:0", meter.power());
        if (meter.hasEnergy()) {
            all.put("emdata:0", meter.energy());
        }
        for (String name : NAMES.subList(2, NAMES.size())) {
            all.put(name.toLowerCase(Locale.ROOT), status(name, address));
        }
        return all;
    }

    JsonObject status(String component, String address) {
        return switch (component) {
            case "Cloud", "Ws" -> new JsonObject().put("connected", false);
            case "Mqtt" -> new JsonObject().put("connected", mqtt.getAsBoolean());
            case "Eth" -> new JsonObject().put("ip", address);
            case "WiFi" ->
                new JsonObject()
                        .put("sta_ip", (String) null)
                        .put("status", "disconnected")
                        .put("ssid", (String) null)
                        .put("rssi", 0);
            case "Sys" -> system();
            default -> new JsonObject();
        };
    }

    private JsonObject system() {
        return new JsonObject()
                .put("mac", device.mac().digits())
                .put("restart_required", false)
                .put("time", TIME.format(clock.wall().atZone(zone)))
                .put("unixtime", clock.wall().getEpochSecond())
                .put("uptime", Duration.ofNanos(clock.nanos() - begun).toSeconds())
                .put("cfg_rev", 1)
                .put("available_updates", new JsonObject());
    }

    /// All configurations together.
    JsonObject config() {
        JsonObject all = new JsonObject();
        all.put("ble", config("BLE")).put("cloud", config("Cloud")).put("em:0", meterConfig());
        all.put("emdata:0", new JsonObject());
        for (String name : NAMES.subList(2, NAMES.size())) {
            all.put(name.toLowerCase(Locale.ROOT), config(name));
        }
        return all;
    }

    JsonObject meterConfig() {
        return new JsonObject()
                .put("id", 0)
                .put("name", device.name())
                .put("blink_mode_selector", "active_energy")
                .put("phase_selector", "a")
                .put("monitor_phase_sequence", true)
                .put("reverse", new JsonObject())
                .put("ct_type", "120A");
    }

    JsonObject config(String component) {
        return switch (component) {
            case "Cloud" -> new JsonObject().put("enable", false).put("server", (String) null);
            case "Ws" -> new JsonObject().put("enable", false).put("server", (String) null);
            case "Mqtt" ->
                new JsonObject()
                        .put("enable", mqtt.getAsBoolean())
                        .put("client_id", device.id())
                        .put("topic_prefix", device.id())
                        .put("rpc_ntf", false)
                        .put("status_ntf", true);
            case "Eth" -> new JsonObject().put("enable", true).put("ipv4mode", "dhcp");
            case "WiFi" ->
                new JsonObject()
                        .put("ap", new JsonObject().put("enable", false))
                        .put("sta", new JsonObject().put("enable", false));
            case "Sys" -> systemConfig();
            default -> new JsonObject().put("enable", false);
        };
    }

    private JsonObject systemConfig() {
        return new JsonObject()
                .put(
                        "device",
                        new JsonObject()
                                .put("name", device.name())
                                .put("mac", device.mac().digits())
                                .put("fw_id", device.firmware())
                                .put("eco_mode", false)
                                .put("profile", "triphase")
                                .put("discoverable", device.announced()))
                .put(
                        "location",
                        new JsonObject()
                                .put("tz", zone.getId())
                                .put("lat", JsonValue.NullValue.NULL)
                                .put("lon", JsonValue.NullValue.NULL))
                .put("debug", new JsonObject().put("mqtt", new JsonObject().put("enable", false)))
                .put("sntp", new JsonObject().put("server", (String) null))
                .put("cfg_rev", 1);
    }

    /// The components that have a number.
    JsonObject list() {
        List<String> keys = List.of("em:0", "emdata:0");
        return new JsonObject()
                .put("components", keys, key -> new JsonObject().put("key", key))
                .put("cfg_rev", 1)
                .put("offset", 0)
                .put("total", keys.size());
    }
}
