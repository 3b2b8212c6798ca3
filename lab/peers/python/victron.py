"""Programs on a Victron GX device's D-Bus, played with dbus-python.

victron.py read     ADDRESS SERVICE PATH...   one line per path: its D-Bus type, value and text, or the error's name
victron.py tree     ADDRESS SERVICE           what GetItems, the root's GetValue and GetText and introspection agree on
victron.py names    ADDRESS                   the names below com.victronenergy
victron.py set      ADDRESS SERVICE PATH TYPE VALUE   SetValue's code, or the error's name
victron.py raw      ADDRESS SERVICE PATH INTERFACE METHOD SIZE   calls with a text of SIZE bytes
victron.py consume  ADDRESS SERVICE PATH...   a program made with velib; prints "ready", then what it hears, until its
                                              input ends
victron.py settings ADDRESS STEP [FIRST]      com.victronenergy.settings; prints "ready", what it is asked and what is
                                              set, and hands out instances that are STEP more than asked for, or FIRST as
                                              it stands; a line INSTANCE on its input gives the last device that asked
                                              another one
victron.py deaf     ADDRESS                   asks for every signal, prints "ready", and never reads one
victron.py take     ADDRESS NAME              takes a bus name and keeps it until its input ends

TYPE is d, i or s. Fields of a line are separated by tabs. Values are in JSON; an invalid one is null, as velib has it.
"""

import json
import sys
import threading
import xml.etree.ElementTree

import dbus
import dbus.bus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

ITEM = "com.victronenergy.BusItem"
SETTINGS = "com.victronenergy.settings"
# Longer than anything here takes, shorter than a test.
TIMEOUT = 20


def say(*fields):
    print("\t".join(fields), flush=True)


def typed(value):
    if isinstance(value, dbus.Array):
        return "a" + str(value.signature)
    kinds = {
        dbus.Double: "d",
        dbus.Int32: "i",
        dbus.UInt32: "u",
        dbus.Int64: "x",
        dbus.String: "s",
        dbus.Boolean: "b",
        dbus.Byte: "y",
        dbus.Dictionary: "a{sv}",
    }
    return kinds[type(value)]


def plain(value):
    """velib: any empty array is no value."""
    if isinstance(value, dbus.Array):
        return [plain(each) for each in value] if value else None
    if isinstance(value, dbus.Dictionary):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, float):
        return float(value)
    return str(value) if isinstance(value, str) else int(value)


def told(value):
    return json.dumps(plain(value), sort_keys=True)


def call(bus, service, path, method, signature="", arguments=(), interface=ITEM):
    return bus.call_blocking(service, path, interface, method, signature, list(arguments), timeout=TIMEOUT)


def read(bus, service, *paths):
    for path in paths:
        try:
            value = call(bus, service, path, "GetValue")
            say(path, typed(value), told(value), str(call(bus, service, path, "GetText")))
        except dbus.DBusException as error:
            say(path, error.get_dbus_name())


def walk(bus, service, path):
    """Leaves, found by introspection."""
    text = call(bus, service, path, "Introspect", interface="org.freedesktop.DBus.Introspectable")
    root = xml.etree.ElementTree.fromstring(text)
    children = [node.get("name") for node in root.findall("node")]
    if not children:
        return [path]
    return [leaf for name in children for leaf in walk(bus, service, path.rstrip("/") + "/" + name)]


def tree(bus, service):
    items = call(bus, service, "/", "GetItems")
    values = call(bus, service, "/", "GetValue")
    texts = call(bus, service, "/", "GetText")
    paths = sorted(str(path) for path in items)
    assert paths == sorted("/" + str(path) for path in values), "GetValue of the root has other paths"
    assert paths == sorted("/" + str(path) for path in texts), "GetText of the root has other paths"
    assert paths == sorted(walk(bus, service, "/")), "introspection finds other paths"
    for path in paths:
        assert sorted(items[path]) == ["Text", "Value"], items[path]
        say(path, typed(items[path]["Value"]), told(items[path]["Value"]), str(items[path]["Text"]))
    for node in sorted({path[:at] for path in paths for at in range(1, len(path)) if path[at] == "/"}):
        inner = call(bus, service, node, "GetValue")
        below = sorted(path[len(node) + 1 :] for path in paths if path.startswith(node + "/"))
        assert sorted(inner) == below, "%s: %s" % (node, sorted(inner))
        assert sorted(call(bus, service, node, "GetText")) == below, node


def names(bus):
    for name in sorted(bus.list_names()):
        if name.startswith("com.victronenergy."):
            say(str(name))


def assign(bus, service, path, kind, text):
    value = {"d": dbus.Double, "i": dbus.Int32, "s": dbus.String}[kind](json.loads(text), variant_level=1)
    try:
        say(str(int(call(bus, service, path, "SetValue", "v", [value]))))
    except dbus.DBusException as error:
        say(error.get_dbus_name())


def raw(bus, service, path, interface, method, size):
    try:
        say(told(call(bus, service, path, method, "s", ["x" * int(size)], interface)))
    except dbus.DBusException as error:
        say(error.get_dbus_name())


def until_input_ends(loop, heard=None):
    def listen():
        for line in sys.stdin:
            if heard:
                GLib.idle_add(heard, line.strip())
        GLib.idle_add(loop.quit)

    threading.Thread(target=listen, daemon=True).start()
    loop.run()


def consume(bus, service, *paths):
    """Listens as VeDbusItemImport does: to each leaf and to the root."""

    def properties(changes, path=None):
        say("properties", json.dumps({str(path): plain(changes["Value"])}))

    def items(changes):
        say("items", json.dumps({str(path): plain(each["Value"]) for path, each in changes.items()}, sort_keys=True))

    def owner(name, old, new):
        say("owner", "comes" if new else "goes")

    for path in paths:
        proxy = bus.get_object(service, path, introspect=False)
        proxy.connect_to_signal("PropertiesChanged", properties, ITEM, path_keyword="path")
    root = bus.get_object(service, "/", introspect=False)
    root.connect_to_signal("ItemsChanged", items, ITEM)
    bus.add_signal_receiver(owner, "NameOwnerChanged", "org.freedesktop.DBus", arg0=service)
    say("ready")
    until_input_ends(GLib.MainLoop())


class Setting(dbus.service.Object):
    def __init__(self, bus, path, value):
        super().__init__(bus, path)
        self.value = value

    @dbus.service.method(ITEM, out_signature="v")
    def GetValue(self):
        return self.value

    @dbus.service.method(ITEM, in_signature="v", out_signature="i")
    def SetValue(self, value):
        say("set", str(value))
        self.value = dbus.String(str(value), variant_level=1)
        self.PropertiesChanged({"Value": self.value, "Text": str(self.value)})
        return 0

    @dbus.service.signal(ITEM, signature="a{sv}")
    def PropertiesChanged(self, changes):
        pass


class Devices(dbus.service.Object):
    """As localsettings does it: a device keeps what it was given first."""

    def __init__(self, bus, step, first):
        super().__init__(bus, "/Settings/Devices")
        self.bus, self.step, self.first, self.known, self.last = bus, step, first, {}, None

    @dbus.service.method("com.victronenergy.Settings", in_signature="aa{sv}", out_signature="aa{sv}")
    def AddSettings(self, definitions):
        answers = []
        for definition in definitions:
            path, default = str(definition["path"]), definition["default"]
            assert isinstance(default, dbus.String), default
            say("asked", path, str(default))
            if path not in self.known:
                kind, instance = default.split(":")
                given = self.first or "%s:%d" % (kind, int(instance) + self.step)
                value = dbus.String(given, variant_level=1)
                self.known[path] = Setting(self.bus, "/Settings/Devices/" + path, value)
            self.last = self.known[path]
            answers.append(
                dbus.Dictionary(
                    {"error": dbus.Int32(0), "path": dbus.String(path), "value": self.last.value}, signature="sv"
                )
            )
        return dbus.Array(answers, signature="a{sv}")

    def change(self, instance):
        kind = self.last.value.split(":")[0]
        self.last.value = dbus.String("%s:%s" % (kind, instance), variant_level=1)
        self.last.PropertiesChanged({"Value": self.last.value, "Text": str(self.last.value)})


def settings(bus, step, first=None):
    devices = Devices(bus, int(step), first)
    bus.request_name(SETTINGS, dbus.bus.NAME_FLAG_DO_NOT_QUEUE)
    say("ready")
    until_input_ends(GLib.MainLoop(), devices.change)


def deaf(bus):
    bus.add_match_string("type='signal'")
    # Without a main loop nothing ever takes a signal from the socket.
    say("ready")
    sys.stdin.read()


def take(bus, name):
    bus.request_name(name, dbus.bus.NAME_FLAG_DO_NOT_QUEUE)
    say("ready")
    sys.stdin.read()


def main(role, address, *arguments):
    if role in ("consume", "settings"):
        dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    roles = {
        "read": read,
        "tree": tree,
        "names": names,
        "set": assign,
        "raw": raw,
        "consume": consume,
        "settings": settings,
        "deaf": deaf,
        "take": take,
    }
    bus = dbus.bus.BusConnection(address)
    bus.set_exit_on_disconnect(False)
    roles[role](bus, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
