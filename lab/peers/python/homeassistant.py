"""A consumer of Home Assistant's MQTT discovery in device form, as its MQTT integration takes it.

homeassistant.py PORT

Rules from home-assistant.io (MQTT: device discovery, sensor, availability) and from its sensor integration (which unit
and which state class a device class takes). Prints "INVALID reason" for everything Home Assistant would refuse or warn
of, "DEVICE id entities announcements" when a device is announced, and after every message one line "STATES json": what
each entity shows, by its unique id; None is "unknown", and "unavailable" is what a person sees greyed out.
"""

import json
import re
import subprocess
import sys
import time

import jinja2

POWER = {"mW", "W", "kW", "MW", "GW", "TW"}
ENERGY = {"J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"}
UNITS = {
    "power": POWER,
    "energy": ENERGY,
    "apparent_power": {"mVA", "VA", "kVA"},
    "reactive_power": {"mvar", "var", "kvar"},
    "power_factor": {None, "%"},
    "current": {"A", "mA"},
    "voltage": {"V", "mV", "µV", "kV", "MV"},
    "frequency": {"Hz", "kHz", "MHz", "GHz"},
    "irradiance": {"W/m²", "BTU/(h⋅ft²)"},
    "temperature": {"°C", "°F", "K"},
    "battery": {"%"},
    "energy_storage": ENERGY,
}
STATE_CLASSES = {"measurement", "total", "total_increasing"}
COUNTERS = {"energy"}
DEVICE = {
    "identifiers", "connections", "manufacturer", "model", "model_id", "name", "hw_version", "sw_version",
    "serial_number", "via_device", "suggested_area", "configuration_url",
}
ORIGIN = {"name", "sw_version", "support_url"}
SHARED = {
    "availability", "availability_mode", "availability_template", "availability_topic", "command_topic",
    "payload_available", "payload_not_available", "state_topic",
}
ROOT = SHARED | {"device", "components", "origin", "qos", "encoding"}
SENSOR = SHARED | {
    "platform", "unique_id", "name", "value_template", "device_class", "state_class", "unit_of_measurement",
    "entity_category", "suggested_display_precision", "expire_after", "force_update", "icon", "enabled_by_default",
}
AVAILABILITY = {"topic", "payload_available", "payload_not_available", "value_template"}

TEMPLATES = jinja2.Environment(undefined=jinja2.StrictUndefined)
topics = {}
entities = {}
announcements = {}


def invalid(reason):
    print("INVALID " + reason, flush=True)


def need(condition, reason):
    if not condition:
        raise ValueError(reason)


def only(keys, allowed, where):
    need(set(keys) <= allowed, f"{where}: unknown {sorted(set(keys) - allowed)}")


def text(value, where):
    need(isinstance(value, str) and value != "", f"{where} is no text: {value!r}")
    return value


def topic_to_hear(value, where):
    text(value, where)
    need("#" not in value and "+" not in value, f"{where}: {value}")


def check_availability(entries, where):
    need(isinstance(entries, list) and entries, f"{where}: availability")
    for entry in entries:
        only(entry, AVAILABILITY, where)
        topic_to_hear(entry.get("topic"), where)
        TEMPLATES.parse(entry.get("value_template", ""))


def check_sensor(sensor, where):
    need(sensor.get("platform") == "sensor", f"{where}: platform")
    only(sensor, SENSOR, where)
    text(sensor.get("unique_id"), where + ".unique_id")
    text(sensor.get("name"), where + ".name")
    topic_to_hear(sensor.get("state_topic"), where + ".state_topic")
    TEMPLATES.parse(sensor.get("value_template", ""))
    kind, unit = sensor.get("device_class"), sensor.get("unit_of_measurement")
    state_class = sensor.get("state_class")
    if "unit_of_measurement" in sensor:
        text(unit, where + ".unit_of_measurement")
    if kind is not None:
        need(kind in UNITS, f"{where}: device class {kind}")
        need(unit in UNITS[kind], f"{where}: {kind} in {unit}")
        need(kind not in COUNTERS or state_class in {"total", "total_increasing"}, f"{where}: {kind} is {state_class}")
        need(kind in COUNTERS or state_class in {None, "measurement"}, f"{where}: {kind} is {state_class}")
    need(state_class is None or state_class in STATE_CLASSES, f"{where}: state class {state_class}")
    need(sensor.get("entity_category") in {None, "diagnostic"}, f"{where}: category")
    precision = sensor.get("suggested_display_precision", 0)
    need(type(precision) is int and precision >= 0, f"{where}: precision {precision}")
    expires = sensor.get("expire_after", 0)
    need(type(expires) is int and expires >= 0, f"{where}: expire_after {expires}")
    need(sensor.get("availability_mode") in {"all", "any", "latest"}, f"{where}: mode")
    check_availability(sensor.get("availability"), where)


def announce(topic, payload):
    match = re.fullmatch(r"homeassistant/device/([a-zA-Z0-9_-]+)/config", topic)
    need(match, "nobody looks at " + topic)
    config = json.loads(payload)
    only(config, ROOT, topic)
    need({"device", "components", "origin"} <= set(config), topic + ": incomplete")
    device, origin = config["device"], config["origin"]
    only(device, DEVICE, topic + " device")
    for key, value in device.items():
        need(key in {"identifiers", "connections"} or text(value, key), key)
    need(device.get("identifiers") or device.get("connections"), topic + ": the device has no identifier")
    only(origin, ORIGIN, topic + " origin")
    text(origin.get("name"), "origin.name")
    need(config["components"], topic + ": no components")
    for key, component in config["components"].items():
        merged = {name: config[name] for name in SHARED if name in config} | component
        check_sensor(merged, topic + " " + key)
        known = entities.get(merged["unique_id"])
        need(known is None or known["at"] == (topic, key), "the unique id is taken: " + merged["unique_id"])
        before = known["value"] if known else None
        entities[merged["unique_id"]] = {"at": (topic, key), "config": merged, "value": before, "heard": 0}
        if merged["state_topic"] in topics:
            hear(merged["unique_id"])
    announcements[topic] = announcements.get(topic, 0) + 1
    print("DEVICE", match[1], len(config["components"]), announcements[topic], flush=True)


def render(template, payload):
    if not template:
        return payload
    return TEMPLATES.from_string(template).render(value=payload, value_json=json.loads(payload))


def hear(unique):
    entity = entities[unique]
    config = entity["config"]
    rendered = render(config.get("value_template"), topics[config["state_topic"]])
    entity["heard"] = time.monotonic()
    if rendered == "None":
        entity["value"] = None
    elif rendered != "":
        entity["value"] = rendered if not numeric(config) else float(rendered)


def numeric(config):
    return bool(config.get("unit_of_measurement") or config.get("state_class") or config.get("device_class"))


def available(config):
    for entry in config["availability"]:
        payload = topics.get(entry["topic"])
        if payload is None:
            return False
        if render(entry.get("value_template"), payload) != entry.get("payload_available", "online"):
            return False
    return True


def shows(entity):
    config = entity["config"]
    expires = config.get("expire_after", 0)
    if not available(config) or expires and time.monotonic() - entity["heard"] > expires:
        return "unavailable"
    return entity["value"]


def main():
    subscriber = subprocess.Popen(
        ["mosquitto_sub", "-p", sys.argv[1], "-t", "homeassistant/#", "-t", "polymeter/#", "-F", "%t\t%p"],
        stdout=subprocess.PIPE, text=True)
    for line in subscriber.stdout:
        topic, payload = line.rstrip("\n").split("\t", 1)
        try:
            if topic.endswith("/config"):
                announce(topic, payload)
            elif topic != "homeassistant/status":
                topics[topic] = payload
                for unique, entity in entities.items():
                    if entity["config"]["state_topic"] == topic:
                        hear(unique)
            print("STATES " + json.dumps({unique: shows(entity) for unique, entity in entities.items()}), flush=True)
        except (ValueError, KeyError, TypeError, AttributeError, jinja2.TemplateError) as error:
            invalid(f"{topic}: {error!r}")


main()
