"""Reads meters as those do who publish how they read them, and says what it understood.

faces.py HOST PORT FACE=UNIT...     a line for each value: FACE POINT VALUE RESOLUTION
faces.py                            a line for each meter that has a table here or in tables.py

The tables are transcribed from what others read these devices with, not from profiles: volkszaehler/mbmd
(meters/rs485/sdm.go, dtsu666.go, janitza.go), which evcc's templates for these meters name; victronenergy/dbus-cgwacs
(EM24 on RS485) and dbus-modbus-client carlo_gavazzi.py (EM24 Ethernet); for Huawei's meter what was seen on the line between
a SUN2000 and it; for Fronius' own maps published register lists. A name that ends in `*` is three values, L1 to L3, one
behind the other; `~` are L1-L2, L2-L3, L3-L1.
"""

import logging
import math
import struct
import sys

from pymodbus.client import ModbusTcpClient

from tables import TABLES

KILO = 1000.0

# function, registers of one read at most, first word is the low one, rows of (address, type, factor to V, A, W, Wh…, name)
FACES = {
    "eastron-sdm630": (4, 80, False, [
        (0x00, "f32", 1, "voltage*"), (0x06, "f32", 1, "current*"), (0x0C, "f32", 1, "active-power*"),
        (0x12, "f32", 1, "apparent-power*"), (0x18, "f32", 1, "reactive-power*"), (0x1E, "f32", 1, "power-factor*"),
        (0x34, "f32", 1, "active-power"), (0x38, "f32", 1, "apparent-power"), (0x3C, "f32", 1, "reactive-power"),
        (0x3E, "f32", 1, "power-factor"), (0x46, "f32", 1, "frequency"),
        (0x48, "f32", KILO, "active-energy-import"), (0x4A, "f32", KILO, "active-energy-export"),
        (0x4C, "f32", KILO, "reactive-energy-import"), (0x4E, "f32", KILO, "reactive-energy-export"),
        (0xC8, "f32", 1, "line-voltage~"), (0xE0, "f32", 1, "current.N"),
        (0x15A, "f32", KILO, "active-energy-import*"), (0x160, "f32", KILO, "active-energy-export*"),
        (0x16C, "f32", KILO, "reactive-energy-import*"), (0x172, "f32", KILO, "reactive-energy-export*"),
    ]),
    "eastron-sdm120": (4, 80, False, [
        (0x00, "f32", 1, "voltage"), (0x06, "f32", 1, "current"), (0x0C, "f32", 1, "active-power"),
        (0x12, "f32", 1, "apparent-power"), (0x18, "f32", 1, "reactive-power"), (0x1E, "f32", 1, "power-factor"),
        (0x46, "f32", 1, "frequency"), (0x48, "f32", KILO, "active-energy-import"),
        (0x4A, "f32", KILO, "active-energy-export"), (0x4C, "f32", KILO, "reactive-energy-import"),
        (0x4E, "f32", KILO, "reactive-energy-export"),
    ]),
    "carlo-gavazzi-em24": (3, 11, True, [
        (0x00, "i32", 0.1, "voltage*"), (0x0C, "i32", 0.001, "current*"), (0x12, "i32", 0.1, "active-power*"),
        (0x18, "i32", 0.1, "apparent-power*"), (0x1E, "i32", 0.1, "reactive-power*"), (0x28, "i32", 0.1, "active-power"),
        (0x2A, "i32", 0.1, "apparent-power"), (0x2C, "i32", 0.1, "reactive-power"),
        (0x32, "i16", 0.001, "power-factor*"), (0x35, "i16", 0.001, "power-factor"), (0x37, "i16", 0.1, "frequency"),
        (0x3E, "i32", 0.1 * KILO, "active-energy-import"), (0x40, "i32", 0.1 * KILO, "reactive-energy-import"),
        (0x46, "i32", 0.1 * KILO, "active-energy-import*"), (0x5C, "i32", 0.1 * KILO, "active-energy-export"),
        (0x5E, "i32", 0.1 * KILO, "reactive-energy-export"),
    ]),
    "carlo-gavazzi-em24-ethernet": (3, 11, True, [
        (0x00, "i32", 0.1, "voltage*"), (0x0C, "i32", 0.001, "current*"), (0x12, "i32", 0.1, "active-power*"),
        (0x28, "i32", 0.1, "active-power"), (0x33, "u16", 0.1, "frequency"),
        (0x34, "i32", 0.1 * KILO, "active-energy-import"), (0x40, "i32", 0.1 * KILO, "active-energy-import*"),
        (0x4E, "i32", 0.1 * KILO, "active-energy-export"),
    ]),
    "chint-dtsu666": (3, 82, False, [
        (0x2000, "f32", 0.1, "line-voltage~"), (0x2006, "f32", 0.1, "voltage*"), (0x200C, "f32", 0.001, "current*"),
        (0x2012, "f32", 0.1, "active-power"), (0x2014, "f32", 0.1, "active-power*"), (0x201A, "f32", 0.1, "reactive-power"),
        (0x201C, "f32", 0.1, "reactive-power*"), (0x202A, "f32", 0.001, "power-factor"),
        (0x202C, "f32", 0.001, "power-factor*"), (0x2044, "f32", 0.01, "frequency"),
        (0x101E, "f32", KILO, "active-energy-import"), (0x1020, "f32", KILO, "active-energy-import*"),
        (0x1028, "f32", KILO, "active-energy-export"), (0x102A, "f32", KILO, "active-energy-export*"),
    ]),
    "huawei-dtsu666-h": (3, 80, False, [
        (2102, "f32", 1, "current*"), (2110, "f32", 1, "voltage*"), (2118, "f32", 1, "line-voltage~"),
        (2124, "f32", 1, "frequency"), (2126, "f32", 1, "active-power"), (2128, "f32", 1, "active-power*"),
        (2134, "f32", 1, "reactive-power"), (2136, "f32", 1, "reactive-power*"), (2142, "f32", 1, "apparent-power"),
        (2144, "f32", 1, "apparent-power*"), (2150, "f32", 1, "power-factor"), (2152, "f32", 1, "power-factor*"),
        (2166, "f32", KILO, "active-energy-import"), (2168, "f32", KILO, "active-energy-import*"),
        (2174, "f32", KILO, "active-energy-export"), (2176, "f32", KILO, "active-energy-export*"),
    ]),
    "janitza-umg": (3, 125, False, [
        (0x4A38, "f32", 1, "voltage*"), (0x4A44, "f32", 1, "current*"), (0x4A4C, "f32", 1, "active-power*"),
        (0x4A52, "f32", 1, "active-power"), (0x4A64, "f32", 1, "power-factor*"), (0x4A6A, "f32", 1, "frequency"),
        (0x4A76, "f32", 1, "active-energy-import*"), (0x4A7C, "f32", 1, "active-energy-import"),
        (0x4A7E, "f32", 1, "active-energy-export*"), (0x4A84, "f32", 1, "active-energy-export"),
    ]),
    "fronius-ts-65a-3": (3, 42, True, [
        (262, "i32", 0.1, "active-power"), (264, "i32", 0.1, "apparent-power"), (266, "i32", 0.1, "reactive-power"),
        (268, "i32", 0.001, "power-factor"), (272, "i32", 0.1, "frequency"),
        (288, "i32", 0.1, "voltage.L1"), (302, "i32", 0.1, "voltage.L2"), (316, "i32", 0.1, "voltage.L3"),
        (290, "i32", 0.001, "current.L1"), (304, "i32", 0.001, "current.L2"), (318, "i32", 0.001, "current.L3"),
        (292, "i32", 0.1, "active-power.L1"), (306, "i32", 0.1, "active-power.L2"), (320, "i32", 0.1, "active-power.L3"),
        (1024, "kilo", 1, "active-energy-import"), (1028, "kilo", 1, "reactive-energy-import"),
        (1032, "kilo", 1, "active-energy-export"), (1036, "kilo", 1, "reactive-energy-export"),
    ]),
    "fronius-63a-3": (3, 12, False, [
        (4096, "u32", 0.001, "voltage*"), (4102, "u32", 0.001, "current*"), (4110, "u32", 0.001, "line-voltage~"),
        (4116, "i32", 0.01, "active-power"), (4124, "u32", 1, "active-energy-import"),
        (4128, "u32", 1, "active-energy-export"), (4132, "i16", 0.01, "power-factor"), (4134, "u16", 0.1, "frequency"),
        (4140, "i32", 0.01, "active-power*"), (4164, "i16", 0.01, "power-factor*"),
    ]),
}

FACES.update(TABLES)

SIZES = {"f32": 2, "i32": 2, "u32": 2, "i16": 1, "u16": 1, "kilo": 4, "u64": 4, "i64": 4, "f64": 4}
FORMATS = {"f32": ">f", "i32": ">i", "u32": ">I", "i16": ">h", "u16": ">H", "u64": ">Q", "i64": ">q", "f64": ">d"}
ENDINGS = {"*": ("L1", "L2", "L3"), "~": ("L12", "L23", "L31")}


def values(rows):
    for address, kind, factor, name in rows:
        endings = ENDINGS.get(name[-1])
        if endings is None:
            yield address, kind, factor, name
        else:
            for place, ending in enumerate(endings):
                yield address + place * SIZES[kind], kind, factor, name[:-1] + "." + ending


def blocks(rows, most):
    """Neighbours are read with one request, as those do who read these meters."""
    block = []
    for row in sorted(values(rows)):
        end = row[0] + SIZES[row[1]]
        if block and (block[-1][0] + SIZES[block[-1][1]] != row[0] or end - block[0][0] > most):
            yield block
            block = []
        block.append(row)
    yield block


def number(words, kind, low_first):
    if kind == "kilo":
        return 1000 * number(words[:2], "i32", low_first) + number(words[2:], "i32", low_first)
    ordered = words[::-1] if low_first else words
    return struct.unpack(FORMATS[kind], struct.pack(">%dH" % len(ordered), *ordered))[0]


def resolution(value, kind):
    digits = {"f32": 24, "f64": 53}.get(kind)
    if digits is None:
        return 1.0
    return 2.0 ** (math.frexp(value)[1] - digits) if value else 0.0


def look(client, face, unit):
    function, most, low_first, rows = FACES[face]
    read = client.read_holding_registers if function == 3 else client.read_input_registers
    for block in blocks(rows, most):
        first = block[0][0]
        count = block[-1][0] + SIZES[block[-1][1]] - first
        response = read(first, count, slave=unit)
        if response.isError():
            sys.exit("%s: %d registers at %d: %s" % (face, count, first, response))
        for address, kind, factor, name in block:
            words = response.registers[address - first : address - first + SIZES[kind]]
            raw = number(words, kind, low_first)
            print("%s %s %r %r" % (face, name, raw * factor, resolution(raw, kind) * factor))


def main(host, port, *faces):
    logging.disable(logging.CRITICAL)
    client = ModbusTcpClient(host, int(port), timeout=3, retries=0)
    if not client.connect():
        sys.exit("cannot connect")
    for word in faces:
        face, _, unit = word.partition("=")
        look(client, face, int(unit))
    client.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(*sys.argv[1:])
    else:
        print("\n".join(sorted(FACES)))
