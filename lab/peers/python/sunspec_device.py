"""A SunSpec device on pymodbus whose scale factors change with every request.

sunspec_device.py HOST PORT UNIT BASE COMMON KIND    prints "ready", then serves until its standard input ends

COMMON   the length of the common model, 65 or 66
KIND     inverter (models 1, 64110, 103: 1234 W) or meter (models 1, 64110, 203: -567 W); 64110 is nobody's

While it serves, the line "gaps" on its input is answered by "N MEDIAN MAX": how many reads of the measurements came
since the last such line, and the milliseconds between two of them.
"""

import asyncio
import logging
import os
import statistics
import struct
import sys
import threading
import time

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server.async_io import ModbusTcpServer
from pymodbus.transaction import ModbusSocketFramer

NOTHING = 0x8000


def text(words, value):
    data = value.encode("ascii").ljust(2 * words, b"\0")
    return list(struct.unpack(">%dH" % words, data))


class Device(ModbusSparseDataBlock):
    def __init__(self, base, common, kind):
        model, length, self.power, factor, self.watts = (
            (103, 50, 12, 13, 1234) if kind == "inverter" else (203, 105, 16, 20, -567)
        )
        names = text(16, "ACME") + text(16, "Model " + kind) + text(8, "") + text(8, "1.0") + text(16, "SN" + kind)
        names += [1] + [NOTHING] * (common - 65)
        measured = [NOTHING] * length
        if kind == "inverter":
            measured[22:25] = [0x0012, 0xD687, 0]
            measured[31], measured[35], measured[36], measured[37] = 412, 0xFFFF, 4, 9
        chain = [0x5375, 0x6E53, 1, common] + names + [64110, 12] + [7] * 12 + [model, length]
        self.start = base + len(chain)
        self.factor = self.start + factor
        self.power += self.start
        words = chain + measured + [0xFFFF, 0]
        super().__init__({base + at: word for at, word in enumerate(words)})
        self.turn = 0
        self.reads = []

    def getValues(self, address, count=1):
        values = list(super().getValues(address, count))
        if address <= self.power < address + count:
            self.reads.append(time.monotonic())
            self.turn += 1
            shift = self.turn % 2
            values[self.power - address] = (self.watts * 10**shift) & 0xFFFF
            if self.factor < address + count:
                values[self.factor - address] = -shift & 0xFFFF
        return values

    def gaps(self):
        reads, self.reads = self.reads, self.reads[-1:]
        gaps = [1000 * (after - before) for before, after in zip(reads, reads[1:])]
        if not gaps:
            return "0 0 0"
        return "%d %.0f %.0f" % (len(gaps), statistics.median(gaps), max(gaps))


async def serve(host, port, unit, device):
    context = ModbusServerContext(slaves={unit: ModbusSlaveContext(hr=device, zero_mode=True)}, single=False)
    server = ModbusTcpServer(context, framer=ModbusSocketFramer, address=(host, port), allow_reuse_address=True)
    task = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print("ready", flush=True)
    await task


def obey(device):
    for line in sys.stdin:
        print(device.gaps() if line.strip() == "gaps" else "?", flush=True)
    # Whoever started this is gone or has had enough.
    os._exit(0)


def main(host, port, unit, base, common, kind):
    logging.disable(logging.CRITICAL)
    device = Device(int(base), int(common), kind)
    threading.Thread(target=obey, args=(device,), daemon=True).start()
    asyncio.run(serve(host, int(port), int(unit), device))


main(*sys.argv[1:])
