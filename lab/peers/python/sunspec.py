"""Walks a SunSpec device as a consumer does, by the models' documents alone, over pymodbus.

sunspec.py HOST PORT UNIT

Prints a line per model, "MODEL LENGTH ADDRESS", and a line per point, "MODEL.POINT VALUE RESOLUTION", with "-" for
the value of what the device says it has not.
"""

import struct
import sys

from pymodbus.client import ModbusTcpClient


def of(names, kind):
    return [(name, kind) for name in names.split()]


def phases(name):
    return " ".join([name] + [name + "ph" + phase for phase in "ABC"])


def energies(name):
    return " ".join([name] + [name + "Ph" + phase for phase in "ABC"])


VOLTS = phases("PhV") + " PPV PPVphAB PPVphBC PPVphCA"
VARH = " ".join(energies("TotVArh" + quadrant) for quadrant in ("ImpQ1", "ImpQ2", "ExpQ3", "ExpQ4"))


def scaled(names, factor, kind):
    return [(name, kind, factor) for name in names.split()] + [(factor, "sunssf")]


COMMON = [("Mn", 16), ("Md", 16), ("Opt", 8), ("Vr", 8), ("SN", 16)]
METER_FLOAT = (
    of(" ".join([phases("A"), VOLTS, "Hz", phases("W"), phases("VA"), phases("VAR"), phases("PF")]), "float32")
    + of(" ".join(energies(name) for name in ("TotWhExp", "TotWhImp", "TotVAhExp", "TotVAhImp")), "float32")
    + of(VARH, "float32")
    + [("Evt", "bitfield32")]
)
METER_INT = (
    scaled(phases("A"), "A_SF", "int16")
    + scaled(VOLTS, "V_SF", "int16")
    + scaled("Hz", "Hz_SF", "int16")
    + scaled(phases("W"), "W_SF", "int16")
    + scaled(phases("VA"), "VA_SF", "int16")
    + scaled(phases("VAR"), "VAR_SF", "int16")
    + scaled(phases("PF"), "PF_SF", "int16")
    + scaled(energies("TotWhExp") + " " + energies("TotWhImp"), "TotWh_SF", "acc32")
    + scaled(energies("TotVAhExp") + " " + energies("TotVAhImp"), "TotVAh_SF", "acc32")
    + scaled(VARH, "TotVArh_SF", "acc32")
    + [("Evt", "bitfield32")]
)
MODELS = {201: METER_INT, 202: METER_INT, 203: METER_INT, 204: METER_INT}
MODELS.update({model: METER_FLOAT for model in (211, 212, 213, 214)})
KINDS = {
    "int16": (">h", -0x8000),
    "sunssf": (">h", -0x8000),
    "acc32": (">I", 0),
    "bitfield32": (">I", 0xFFFFFFFF),
    "float32": (">f", None),
}


def read(client, unit, address, count):
    data = b""
    while count > 0:
        part = min(count, 125)
        answer = client.read_holding_registers(address, part, slave=unit)
        if answer.isError():
            return None
        data += struct.pack(">%dH" % part, *answer.registers)
        address += part
        count -= part
    return data


def common(data):
    at = 0
    for name, registers in COMMON:
        print("1.%s %s -" % (name, data[at : at + 2 * registers].rstrip(b"\0").decode("ascii") or "-"))
        at += 2 * registers
    print("1.DA %d 1" % struct.unpack_from(">H", data, at))


def points(model, data):
    raw = {}
    factors = {}
    at = 0
    for name, kind, *factor in MODELS[model]:
        form, missing = KINDS[kind]
        (value,) = struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
        raw[name] = None if value == missing or value != value else value
        factors[name] = factor[0] if factor else None
    if at != len(data):
        sys.exit("model %d is %d bytes long, not %d" % (model, at, len(data)))
    for name, value in raw.items():
        factor = factors[name]
        # A value without a scale factor is none (SunSpec information model specification, 4.2.8).
        exponent = 0 if factor is None else raw[factor]
        if value is None or exponent is None:
            print("%d.%s - -" % (model, name))
        else:
            print("%d.%s %r %r" % (model, name, value * 10.0**exponent, 10.0**exponent))


def main():
    host, port, unit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    client = ModbusTcpClient(host, port, timeout=5)
    if not client.connect():
        sys.exit("cannot connect")
    base = next((base for base in (40000, 0, 50000) if read(client, unit, base, 2) == b"SunS"), None)
    if base is None:
        sys.exit("no SunSpec device")
    address = base + 2
    while True:
        header = read(client, unit, address, 2)
        if header is None:
            sys.exit("the chain breaks at %d" % address)
        model, length = struct.unpack(">HH", header)
        print("%d %d %d" % (model, length, address))
        if model == 0xFFFF:
            break
        data = read(client, unit, address + 2, length)
        if data is None:
            sys.exit("model %d cannot be read" % model)
        if model == 1:
            common(data)
        elif model in MODELS:
            points(model, data)
        address += 2 + length
    client.close()


main()
