"""Peer: a pymodbus TCP server with asyncio, the way the scripts of this field do it.   tcp_server.py PORT"""

import asyncio
import sys

from common import context
from pymodbus.server import StartAsyncTcpServer

asyncio.run(StartAsyncTcpServer(context=context(), address=("127.0.0.1", int(sys.argv[1]))))
