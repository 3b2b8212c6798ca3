"""Peer: a pymodbus RTU slave, 38400 8N2.   rtu_server.py DEVICE"""

import asyncio
import sys

from common import context
from pymodbus.server import StartAsyncSerialServer
from pymodbus.transaction import ModbusRtuFramer

asyncio.run(
    StartAsyncSerialServer(
        context=context(), framer=ModbusRtuFramer, port=sys.argv[1], baudrate=38400, parity="N", bytesize=8, stopbits=2
    )
)
