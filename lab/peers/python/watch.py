"""A consumer built on pymodbus that looks at one float all the time, and connects again whenever it has to.

watch.py HOST PORT UNIT ADDRESS     prints the number each time it is another one, until its standard input ends
"""

import logging
import os
import struct
import sys
import threading
import time

from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def look(client, unit, address):
    try:
        response = client.read_holding_registers(address, 2, slave=unit)
    except (ModbusException, OSError):
        return None
    if response.isError():
        return None
    value = struct.unpack(">f", struct.pack(">HH", *response.registers))[0]
    return None if value != value else value


def main(host, port, unit, address):
    logging.disable(logging.CRITICAL)
    threading.Thread(target=end_with_input, daemon=True).start()
    client = None
    shown = None
    while True:
        if client is None:
            client = ModbusTcpClient(host, int(port), timeout=1, retries=0)
        if not client.connected and not client.connect():
            client.close()
            client = None
            time.sleep(0.1)
            continue
        value = look(client, int(unit), int(address))
        if value is None:
            client.close()
            client = None
        elif value != shown:
            shown = value
            print("%r" % value, flush=True)
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
