"""Changes the configuration at random, under load, again and again: `reloads.py LIBRARY JAVA [--count N] [--seed N]`.

Some links stay as they are all the time: a polled and a pushing meter, outputs over TCP, TLS and RTU, a proxy, a
publisher, an emulated device. Everything else comes, goes and changes; some configurations are wrong. Fails where an unchanged
link lost a connection or a reader got no answer, or threads, descriptors or memory grow.
"""
import argparse
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

import faultworld as world
from gateway import Gateway, free_port, percentile, seeded

PROFILE = """id: one
title: A device with one power
modbus: { unit: 1 }
groups: { live: { fresh-for: 30s, every: 200ms } }
spans: [ { at: 0, count: 2, group: live } ]
registers:
  - { at: 0, as: i32, name: P, point: active-power, unit: W }
"""


class Device(world.ModbusDevice):
    """Counts the connections it got."""

    def __init__(self):
        self.connections = 0
        super().__init__()

    def serve(self, client):
        self.connections += 1
        super().serve(client)


class Reader(threading.Thread):
    """One connection that is never to end, on which every request is to be answered with a value."""

    def __init__(self, name, port, unit, context=None):
        super().__init__(daemon=True)
        self.name, self.unit = name, unit
        self.over = False
        self.lost = self.refused = 0
        self.times = []
        self.port, self.context = port, context

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.port), 20)
        if self.context:
            client = self.context.wrap_socket(client)
        client.settimeout(20)
        return client

    def run(self):
        client = self.connect()
        while not self.over:
            began = time.monotonic()
            try:
                client.sendall(struct.pack(">HHHBBHH", 7, 0, 6, self.unit, 3, 0, 2))
                reply = client.recv(64)
                if not reply:
                    raise OSError("closed")
                self.refused += reply[7] != 3
                self.times.append(time.monotonic() - began)
            except OSError:
                self.lost += 1
                client.close()
                if not self.over:
                    client = self.connect()
            time.sleep(0.005)


class LineReader(threading.Thread):
    def __init__(self, name, line):
        super().__init__(daemon=True)
        self.name, self.line = name, line
        self.over = False
        self.lost = self.refused = 0
        self.times = []

    def run(self):
        while not self.over:
            began = time.monotonic()
            if self.line.read(1) is None:
                self.refused += 1
            else:
                self.times.append(time.monotonic() - began)
            time.sleep(0.05)


class Pusher(threading.Thread):
    """Writes its registers on one connection."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.name, self.port = "push", port
        self.over = False
        self.lost = self.refused = 0
        self.times = []

    def run(self):
        client = socket.create_connection(("127.0.0.1", self.port), 20)
        while not self.over:
            began = time.monotonic()
            pdu = struct.pack(">BHHB", 16, 0, 2, 4) + world.registers()
            try:
                client.settimeout(20)
                client.sendall(struct.pack(">HHHB", 1, 0, len(pdu) + 1, 1) + pdu)
                reply = client.recv(300)
                if not reply:
                    raise OSError("closed")
                self.refused += reply[7] != 16
                self.times.append(time.monotonic() - began)
            except OSError:
                self.lost += 1
                client = socket.create_connection(("127.0.0.1", self.port), 20)
            time.sleep(0.02)


class House:
    def __init__(self, work, given):
        self.work = work
        self.ports = {name: free_port() for name in ("page", "push", "tcp", "tls", "proxy", "shelly", "broker")}
        self.spare = [free_port() for _ in range(8)]
        self.kept, self.other = Device(), Device()
        self.line = world.SerialReader()
        self.broker = world.Broker(self.ports["broker"])
        self.broker.mode = "silent"
        with open(work + "/one.yaml", "w", encoding="utf-8") as file:
            file.write(PROFILE)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                        "/CN=reader", "-keyout", work + "/key", "-out", work + "/reader.pem"], check=True, capture_output=True)
        self.gateway = Gateway(work, given.library, given.java)
        self.gateway.configure(self.base())
        self.gateway.start()
        self.gateway.listening(self.ports.values())

    def base(self, meters=(), outputs=(), head=()):
        port = self.ports
        lines = ["http: { listen: 127.0.0.1:%d }" % port["page"], *head, "meters:",
                 '  polled: { profile: ./one.yaml, modbus: { poll: "tcp://127.0.0.1:%d" } }' % self.kept.port,
                 '  pushed: { profile: ./one.yaml, modbus: { push: "tcp://127.0.0.1:%d", from: 127.0.0.1 } }' % port["push"],
                 *meters, "outputs:",
                 '  a: { meter: polled, modbus: { serve: ["tcp://127.0.0.1:%d", "rtu://%s"], unit: 1 } }' % (port["tcp"], self.line.path),
                 '  b: { meter: pushed, modbus: { serve: "tcp://127.0.0.1:%d", unit: 2 } }' % port["tcp"],
                 '  c: { meter: polled, modbus: { serve: "tls://127.0.0.1:%d", unit: 1, tls: { trust: reader.pem } } }' % port["tls"],
                 '  d: { meter: polled, modbus: { proxy: "tcp://127.0.0.1:%d" } }' % port["proxy"],
                 '  e: { meter: polled, shelly: { serve: "http://127.0.0.1:%d", announce: false } }' % port["shelly"],
                 '  f: { meter: polled, mqtt: { broker: "mqtt://127.0.0.1:%d", prefix: kept, every: 200ms } }' % port["broker"],
                 *outputs]
        return "\n".join(lines) + "\n"

    def random(self, rng):
        """Another configuration, right or, one in ten, wrong."""
        meters, outputs, head = [], [], []
        sources = ["simulate: summer-day", 'profile: ./one.yaml, modbus: { poll: "tcp://127.0.0.1:%d", every: %dms }' % (self.other.port, rng.choice((200, 500))),
                   'profile: ./one.yaml, modbus: { poll: "tcp://127.0.0.1:1", timeout: 200ms }',
                   'mqtt: { broker: "mqtt://127.0.0.1:%d", points: { active-power: t%d } }' % (self.ports["broker"], rng.randrange(9)),
                   'http: { url: "http://127.0.0.1:1/", points: { active-power: p } }', "sum: [polled, pushed]",
                   'profile: ./one.yaml, modbus: { push: "tcp://127.0.0.1:%d", from: 127.0.0.9, unit: %d }' % (self.ports["push"], rng.randrange(2, 200))]
        for i in range(rng.randrange(4)):
            fresh = rng.choice(("", ", fresh-for: %ds" % rng.randrange(5, 60)))
            meters.append("  m%d: { %s%s }" % (i, rng.choice(sources), fresh))
        names = ["polled", "pushed"] + ["m%d" % i for i in range(len(meters))]
        ports = rng.sample(self.spare, 5)
        for i in range(rng.randrange(5)):
            meter = rng.choice(names)
            outputs.append("  o%d: { meter: %s, %s }" % (i, meter, rng.choice((
                'profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:%d", unit: %d }' % (ports[i], rng.randrange(1, 240)),
                'profile: kostal-ksem, modbus: { serve: "tcp://127.0.0.1:%d", unit: %d }' % (self.ports["tcp"], 10 + i),
                'profile: kostal-ksem, modbus: { serve: "tls://127.0.0.1:%d", unit: %d }' % (ports[i], 10 + i),
                'profile: kostal-ksem, modbus: { serve: "udp://127.0.0.1:%d", unit: %d }' % (ports[i], 10 + i),
                'ecotracker: { serve: "http://127.0.0.1:%d", announce: false }' % ports[i],
                'shelly: { serve: "http://127.0.0.1:%d", announce: false }' % ports[i],
                'mqtt: { broker: "mqtt://127.0.0.1:%d", prefix: p%d }' % (self.ports["broker"], rng.randrange(9))))))
        if rng.random() < 0.3:
            head.append("notify: { webhook: \"http://127.0.0.1:1/%d\" }" % rng.randrange(9))
        if rng.random() < 0.2:
            head.append("log: { level: %s }" % rng.choice(("info", "warning")))
        if rng.random() < 0.1:
            outputs.append(rng.choice(("  wrong: { meter: nobody }", "  : {", "  o9: { meter: polled, modbus: { serve: nowhere } }")))
        return self.base(meters, outputs, head)


def change(house, text):
    """Has it read a configuration, and waits until it has said what it made of it."""
    done = ("was reloaded", "stays in use")
    house.gateway.configure(text)
    place = os.path.getsize(house.work + "/log")
    house.gateway.process.send_signal(1)
    end = time.monotonic() + 30
    while True:
        with open(house.work + "/log", encoding="utf-8") as file:
            file.seek(place)
            said = file.read()
        if any(word in said for word in done):
            return "was reloaded" in said
        if time.monotonic() > end or not house.gateway.alive():
            sys.exit("says nothing of a change:\n%s\n%s" % (text, house.gateway.log()[-3000:]))
        time.sleep(0.005)


def rest(house):
    """What it takes when nothing but the unchanged links runs, after its garbage was collected."""
    change(house, house.base())
    time.sleep(3)
    for _ in range(3):
        subprocess.run([os.path.join(os.path.dirname(house.gateway.command[0]), "jcmd"), str(house.gateway.process.pid), "GC.run"],
                       capture_output=True, check=False)
        time.sleep(0.5)
    heap = subprocess.run([os.path.join(os.path.dirname(house.gateway.command[0]), "jcmd"), str(house.gateway.process.pid), "GC.heap_info"],
                          capture_output=True, check=False, text=True).stdout
    used = sum(int(word) for word in re.findall(r"used (\d+)K", heap.split("Metaspace")[0]))
    return {"threads": house.gateway.threads(), "descriptors": house.gateway.descriptors(), "resident MB": house.gateway.resident(), "heap kB": used}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("library")
    options.add_argument("java")
    options.add_argument("--seed", type=int)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seconds", type=int, default=1 << 30, help="ends earlier than the count after so long")
    given = options.parse_args()
    rng = seeded(given.seed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with tempfile.TemporaryDirectory() as work:
        house = House(work, given)
        context.load_cert_chain(work + "/reader.pem", work + "/key")
        pusher = Pusher(house.ports["push"])
        pusher.start()
        end = time.monotonic() + 30
        while world.ModbusReader(house.ports["tcp"], 2).read() is None and time.monotonic() < end:
            time.sleep(0.05)
        load = [Reader("tcp", house.ports["tcp"], 1), Reader("pushed", house.ports["tcp"], 2), Reader("tls", house.ports["tls"], 1, context),
                Reader("proxy", house.ports["proxy"], 1), LineReader("rtu", house.line)]
        for each in load:
            each.start()
        load.append(pusher)
        # Whatever is made once is made now.
        for _ in range(min(40, given.count)):
            change(house, house.random(rng))
        before = rest(house)
        connections = house.kept.connections
        began = time.monotonic()
        done = wrong = 0
        while done < given.count and time.monotonic() - began < given.seconds:
            wrong += not change(house, house.random(rng))
            done += 1
        seconds = time.monotonic() - began
        after = rest(house)
        for each in load:
            each.over = True
        for each in load:
            each.join(30)
        reconnected = house.kept.connections - connections
        print("%d changes in %.0f s, %d of them wrong and refused" % (done, seconds, wrong))
        for each in load:
            print("%s: %d exchanges, %d connections lost, %d without a value, median %.1f ms, p99 %.1f ms"
                  % (each.name, len(each.times), each.lost, each.refused, percentile(each.times, 0.5) * 1e3, percentile(each.times, 0.99) * 1e3))
        print("connections to the polled device: %d more" % reconnected)
        print(", ".join("%s %d, then %d" % (key, before[key], after[key]) for key in before))
        grown = [key for key, most in (("threads", 3), ("descriptors", 3), ("heap kB", 3000)) if after[key] > before[key] + most]
        bad = grown or reconnected or any(e.lost or e.refused for e in load if e.name != "rtu") or "\tat " in house.gateway.log()
        # On a pseudo-terminal a busy machine is late now and then; a line that was closed would be silent for good.
        bad = bad or load[4].refused > len(load[4].times) / 50 + 3
        if bad:
            print("grown:", grown, "\n".join(line for line in house.gateway.log().splitlines() if "INFO" not in line)[-2000:], file=sys.stderr)
        house.gateway.kill()
        house.broker.stop()
        sys.exit(1 if bad else 0)


main()
