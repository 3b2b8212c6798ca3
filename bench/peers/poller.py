"""Peer: what a person writes with pymodbus to poll many meters each second, a task for each.   poller.py PORT METERS"""

import asyncio
import sys

from pymodbus.client import AsyncModbusTcpClient

REGISTERS = 8


def address(number):
    """The meter's own address on loopback."""
    number += 1
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


async def poll(number, port):
    """Asks one meter each second, by a schedule that does not drift."""
    client = AsyncModbusTcpClient(address(number), port=port)
    await client.connect()
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        await client.protocol.read_holding_registers(0, REGISTERS, slave=1)
        due += 1
        await asyncio.sleep(max(0, due - loop.time()))


async def main():
    """Polls until the process is ended."""
    await asyncio.gather(*(poll(number, int(sys.argv[1])) for number in range(int(sys.argv[2]))))


asyncio.run(main())
