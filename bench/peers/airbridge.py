"""Peer: what a person writes with pymodbus to bring a KSEM to an inverter's RS485: a server that the meter pushes to, a client that
polls what is not pushed, and an RTU slave, all on one block of registers.   airbridge.py PUSH_PORT POLL_PORT DEVICE"""

import asyncio
import sys

from common import context
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer

POLLED = [(512, 100), (612, 100), (712, 80), (8192, 57)]


async def poll(shared, port):
    """Reads the blocks that are never pushed into the shared registers, every two seconds."""
    client = AsyncModbusTcpClient("127.0.0.1", port=port)
    await client.connect()
    while True:
        for address, count in POLLED:
            reply = await client.protocol.read_holding_registers(address, count, slave=1)
            if not reply.isError():
                shared[1].setValues(3, address, reply.registers)
        await asyncio.sleep(2)


async def main():
    """Runs the three until the process is ended."""
    shared = context([0] * 65536)
    await asyncio.gather(
        StartAsyncTcpServer(context=shared, address=("127.0.0.1", int(sys.argv[1]))),
        StartAsyncSerialServer(
            context=shared, framer=ModbusRtuFramer, port=sys.argv[3], baudrate=38400, parity="N", bytesize=8, stopbits=2
        ),
        poll(shared, int(sys.argv[2])),
    )


asyncio.run(main())
