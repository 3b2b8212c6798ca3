"""Opens event streams and never reads from them, until its input ends.

sleepers.py PORT COUNT      prints "asleep" when all are open

They have small segments and windows, as over a bad line: the system then holds little on their behalf, while on
loopback it would take megabytes for each before the sender notices anything.
"""

import socket
import sys

port, count = int(sys.argv[1]), int(sys.argv[2])
streams = []
for _ in range(count):
    stream = socket.socket()
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    stream.connect(("127.0.0.1", port))
    stream.sendall(b"GET /api/events?every=200 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    streams.append(stream)
print("asleep", flush=True)
sys.stdin.read()
