"""Kills the product at random moments and looks at the energy that its consumers are told:
`kills.py LIBRARY JAVA [--count N] [--seed N]`.

Devices count on, begin anew at 0, wrap, and say for one reading what is not so, while the product runs and while it
is gone. Episodes begin with an empty state directory, so that the first seconds of the very first start are among the
moments. Fails where a consumer saw energy fall, or more than was measured and the stated bounds allow.
"""
import argparse
import os
import socket
import struct
import sys
import tempfile
import threading
import time

import faultworld as world
from gateway import Gateway, archive, seeded

# What may be shown above what was measured where a counter may have fallen while nothing could be stored, in Wh: once for
# each time that we are killed. Integrated energy goes on from its own bound after each kill.
LEEWAY = 1000
OWN_LEEWAY = 20
ROUNDING = 1
# Wh a second: what 63 A carry, nearly.
RATE = 10
FAST = 900
KINDS = ("steady", "reset", "spikes", "zeros", "wraps", "integrated")
UNITS = {kind: i + 1 for i, kind in enumerate(KINDS)}


class Meter:
    """A device's counter, and what has really flowed."""

    def __init__(self, kind):
        self.kind = kind
        self.rate = FAST if kind == "wraps" else RATE
        self.began = time.monotonic()
        self.first = 65_536 * 900 / 1000 if kind == "wraps" else 0 if kind == "integrated" else 250_000
        self.less = 0
        self.wrong = None
        self.lied = False

    def true(self):
        """Wh that have been counted so far, however often the device forgot them."""
        return self.first + (time.monotonic() - self.began) * self.rate

    def told(self):
        wrong, self.wrong = self.wrong, None
        # One reading at a time is wrong: a second one would confirm it.
        self.lied = wrong is not None and not self.lied
        if self.lied:
            return wrong
        value = self.true() - self.less
        return value % 65_536 if self.kind == "wraps" else value

    def mishap(self):
        if self.kind == "reset":
            self.less = self.true()
        elif self.kind == "spikes":
            self.wrong = self.true() + 1e8
        elif self.kind == "zeros":
            self.wrong = 0.0


class Devices(world.Device):
    """All meters behind one port, a unit each, and the powers of the integrated one over HTTP."""

    def __init__(self, meters):
        self.meters = meters
        super().__init__()

    def serve(self, client):
        while True:
            request = client.recv(12, socket.MSG_WAITALL)
            if len(request) < 12:
                return
            if request[:4] == b"GET ":
                body = b'{"p":%d}' % (RATE * 3600)
                client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                return
            kind = KINDS[request[6] - 1]
            value = self.meters[kind].told()
            data = struct.pack(">H", int(value)) if kind == "wraps" else struct.pack(">d", value)
            pdu = bytes((3, len(data))) + data
            self.send(client, request[:2] + struct.pack(">HH", 0, len(pdu) + 1) + request[6:7] + pdu)


class Consumer(threading.Thread):
    """Reads one unit all the time and remembers the most it was told."""

    def __init__(self, port, meter, unit):
        super().__init__(daemon=True)
        self.port, self.meter, self.unit = port, meter, unit
        self.most = float("-inf")
        self.falls, self.excess, self.seen = [], 0.0, 0
        self.over = False

    def run(self):
        client = None
        while not self.over:
            try:
                if client is None:
                    client = socket.create_connection(("127.0.0.1", self.port), 0.5)
                    client.settimeout(0.5)
                client.sendall(struct.pack(">HHHBBHH", 7, 0, 6, self.unit, 3, 0, 4))
                reply = client.recv(64)
                if not reply:
                    raise OSError("closed")
                if len(reply) == 17 and reply[7] == 3:
                    self.take(struct.unpack(">d", reply[9:])[0])
            except OSError:
                if client:
                    client.close()
                client = None
            time.sleep(0.01)

    def take(self, value):
        if value != value:
            return
        self.seen += 1
        if value < self.most - 1e-6:
            self.falls.append((self.most, value))
        self.most = max(self.most, value)
        self.excess = max(self.excess, value - self.meter.true())


def profile(energy):
    return ("id: %s\ntitle: A device with an energy counter\nmodbus: { unit: 1 }\n"
            "groups: { energy: { fresh-for: 3s, every: 100ms } }\nspans: [ { at: 0, count: %d, group: energy } ]\n"
            "registers:\n  - { at: 0, as: %s, unit: Wh, name: E, point: active-energy-import }\n"
            % (energy, 1 if energy == "u16" else 4, energy))


class Episode:
    """One state directory, from its first start on."""

    def __init__(self, work, given, classes):
        self.meters = {kind: Meter(kind) for kind in KINDS}
        self.devices = Devices(self.meters)
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self.gateway = Gateway(work, given.library, given.java, classes)
        for energy in ("u16", "f64"):
            with open("%s/%s.yaml" % (work, energy), "w", encoding="utf-8") as file:
                file.write(profile(energy))
        lines = ["http: { enabled: false }", "meters:"]
        outputs = ["outputs:"]
        for kind in KINDS:
            unit = UNITS[kind]
            own = "u16" if kind == "wraps" else "f64"
            if kind == "integrated":
                lines.append('  %s: { fresh-for: 3s, http: { url: "http://127.0.0.1:%d/", every: 200ms, points: { active-power: p } } }'
                             % (kind, self.devices.port))
            else:
                lines.append('  %s: { profile: ./%s.yaml, modbus: { poll: "tcp://127.0.0.1:%d", unit: %d }, rated-current: %s }'
                             % (kind, own, self.devices.port, unit, "6300A" if kind == "wraps" else "63A"))
            outputs.append('  s-%s: { meter: %s, profile: ./f64.yaml, modbus: { serve: "tcp://127.0.0.1:%d", unit: %d } }'
                           % (kind, kind, self.port, unit + 10))
        self.gateway.configure("\n".join(lines + outputs) + "\n")
        self.consumers = {kind: Consumer(self.port, self.meters[kind], UNITS[kind] + 10) for kind in KINDS}
        for consumer in self.consumers.values():
            consumer.start()

    def life(self, rng):
        """Starts it, breaks devices, and kills it at a random moment: returns whether anything was served."""
        seen = sum(c.seen for c in self.consumers.values())
        self.gateway.start()
        served = time.monotonic() + 30
        if rng.random() < 0.85:
            while sum(c.seen for c in self.consumers.values()) == seen and time.monotonic() < served:
                time.sleep(0.01)
            moment = rng.choice((rng.uniform(0, 0.3), rng.uniform(0, 2), rng.uniform(0, 7)))
        else:
            moment = rng.uniform(0, 3)
        end = time.monotonic() + moment
        while time.monotonic() < end:
            if rng.random() < 0.15:
                self.mishap(rng.choice(KINDS))
            time.sleep(min(0.2, max(0.001, end - time.monotonic())))
        self.gateway.kill()
        if rng.random() < 0.5:
            for kind in KINDS:
                if rng.random() < 0.5:
                    self.mishap(kind)
        return sum(c.seen for c in self.consumers.values()) > seen

    def mishap(self, kind):
        """The first reading that a device ever gives is believed: nobody knows a better one."""
        if self.consumers[kind].seen:
            self.meters[kind].mishap()

    def close(self):
        if self.gateway.alive():
            self.gateway.kill()
        for consumer in self.consumers.values():
            consumer.over = True
        server, self.devices.server = self.devices.server, None
        server.close()


class Figures:
    def __init__(self):
        self.lock = threading.Lock()
        self.kills = self.first = self.seen = 0
        self.falls = []
        self.excess = dict.fromkeys(KINDS, 0.0)
        self.bad = []

    def add(self, episode, lives, place):
        with self.lock:
            for kind, consumer in episode.consumers.items():
                self.seen += consumer.seen
                self.falls += [(place, kind, *fall) for fall in consumer.falls]
                self.excess[kind] = max(self.excess[kind], consumer.excess)
                allowed = ROUNDING
                if kind in ("reset", "zeros", "wraps"):
                    # What it counts in the ten seconds around a store counts twice.
                    allowed += (2 * LEEWAY + 20 * episode.meters[kind].rate) * lives
                if kind == "integrated":
                    allowed += OWN_LEEWAY * lives
                if consumer.excess > allowed:
                    self.bad.append("%s: %s was %.3f Wh above what was measured, %.0f are allowed" % (place, kind, consumer.excess, allowed))




def job(figures, rng, given, classes):
    while True:
        with tempfile.TemporaryDirectory() as work:
            episode = Episode(work, given, classes)
            lives = 0
            try:
                for _ in range(rng.choice((2, 2, 3, 8))):
                    with figures.lock:
                        if figures.kills >= given.count:
                            break
                        figures.kills += 1
                        figures.first += lives == 0
                    episode.life(rng)
                    lives += 1
                if lives:
                    # The last word is had of a program that lives.
                    seen = sum(c.seen for c in episode.consumers.values())
                    episode.gateway.start()
                    end = time.monotonic() + 30
                    while sum(c.seen for c in episode.consumers.values()) < seen + 20 and time.monotonic() < end:
                        time.sleep(0.02)
            finally:
                if episode.gateway.process:
                    episode.close()
            figures.add(episode, lives, "episode %s of %d lives" % (os.path.basename(work), lives))
        if figures.kills >= given.count:
            return


def main():
    options = argparse.ArgumentParser()
    options.add_argument("library")
    options.add_argument("java")
    options.add_argument("--seed", type=int)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--jobs", type=int, default=2, help="houses at a time")
    given = options.parse_args()
    rng = seeded(given.seed)
    figures = Figures()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        classes = archive(work, given.library, given.java)
        jobs = [threading.Thread(target=job, args=(figures, rng, given, classes)) for _ in range(given.jobs)]
        for each in jobs:
            each.start()
        for each in jobs:
            each.join()
    print("%d kills in %.0f s, %d of them in the very first life of a state directory; %d values seen, %d fell"
          % (figures.kills, time.monotonic() - began, figures.first, figures.seen, len(figures.falls)))
    print("most above what was measured, in Wh: " + ", ".join("%s %.2f" % item for item in figures.excess.items()))
    for fall in figures.falls[:10]:
        print("%s: %s fell from %.4f to %.4f" % fall, file=sys.stderr)
    for line in figures.bad:
        print(line, file=sys.stderr)
    if figures.falls or figures.bad or not figures.seen:
        sys.exit(1)


main()
