"""Plays the service manager for `packaging/deb/test`: notify.py SOCKET PORT COMMAND…

Starts COMMAND with NOTIFY_SOCKET and a watchdog of three seconds, waits for READY=1, asks unit 1 at 127.0.0.1:PORT for a
register until it answers, waits for the watchdog to be fed, has the configuration read again with SIGHUP, and ends it
with SIGTERM. Prints what it saw; fails with words.
"""

import os
import signal
import socket
import struct
import subprocess
import sys
import time

WITHIN = 60


def expect(listener, word, end):
    seen = []
    while time.monotonic() < end:
        listener.settimeout(max(0.1, end - time.monotonic()))
        try:
            said = listener.recv(4096).decode()
        except TimeoutError:
            break
        seen.append(said)
        if word in said.split("\n"):
            print("manager heard", word)
            return
    sys.exit(f"never heard {word}, but {seen}")


def ask(port, end):
    request = struct.pack(">HHHBBHH", 1, 0, 6, 1, 3, 0, 2)
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
                client.sendall(request)
                answer = client.recv(64)
                if len(answer) == 13 and answer[7] == 3:
                    print("served", answer[9:].hex(), "at port", port)
                    return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit(f"nothing right was served at port {port}")


def main():
    path, port, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    os.chmod(path, 0o777)
    began = time.monotonic()
    process = subprocess.Popen(command)
    try:
        expect(listener, "READY=1", began + WITHIN)
        print(f"ready after {time.monotonic() - began:.2f} s")
        ask(port, began + WITHIN)
        expect(listener, "WATCHDOG=1", time.monotonic() + WITHIN)
        process.send_signal(signal.SIGHUP)
        expect(listener, "READY=1", time.monotonic() + WITHIN)
        process.send_signal(signal.SIGTERM)
        expect(listener, "STOPPING=1", time.monotonic() + WITHIN)
        if process.wait(10) != 0:
            sys.exit(f"it ended with {process.returncode}")
        print("ended with 0")
    finally:
        process.kill()
        os.unlink(path)


main()
