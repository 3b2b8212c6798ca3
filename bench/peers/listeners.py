"""Browsers that follow /api/events: PORT READING SILENT. Says `ready`, then reads for those that read, until its input ends."""

import select
import socket
import sys

port, reading, silent = (int(word) for word in sys.argv[1:4])
REQUEST = f"GET /api/events?every=200 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()


def opened(small):
    """One listener; a small receive buffer fills soon."""
    listener = socket.socket()
    if small:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.connect(("127.0.0.1", port))
    listener.sendall(REQUEST)
    return listener


readers = [opened(False) for _ in range(reading)]
sleepers = [opened(True) for _ in range(silent)]
for each in readers:
    if not each.recv(65536):
        sys.exit("a listener was refused")
print("ready", flush=True)
got = 0
while True:
    ready, _, _ = select.select([*readers, sys.stdin], [], [])
    if sys.stdin in ready:
        break
    for each in ready:
        data = each.recv(65536)
        got += len(data)
        if not data:
            readers.remove(each)
print(f'{{"bytes": {got}, "reading": {len(readers)}}}', flush=True)
