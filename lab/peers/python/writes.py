"""Tries to write to devices through everything that the product serves, as nobody may who does it:
`writes.py LIBRARY JAVA [--seconds N] [--seed N]`.

Two devices with writable registers, on TCP and on a serial line, behind mirrors, translations and proxies over TCP,
TLS, UDP and RTU, behind emulated Shelly, EcoTracker and HomeWizard devices, a broker's topics, a D-Bus service and the
page. Fails where a device got a request that does not merely read.
"""
import argparse
import collections
import http.client
import json
import os
import pty
import select
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import tty

import faultworld as world
from gateway import Gateway, free_port, metrics, seeded

# What only reads (Modbus Application Protocol 1.1b3, 6): a proxy passes these on.
READING = {1, 2, 3, 4, 7, 11, 12, 17, 20, 24}
WRITING = (5, 6, 15, 16, 21, 22, 23)
IDENTIFICATION = 14


def only_reads(pdu):
    return bool(pdu) and (pdu[0] in READING or pdu[0] == 43 and len(pdu) > 1 and pdu[1] == IDENTIFICATION)


class Reached:
    """Every request that came to a device and could have changed it."""

    def __init__(self):
        self.requests = 0
        self.writes = []

    def note(self, unit, pdu):
        self.requests += 1
        if not only_reads(pdu):
            self.writes.append("unit %d: %s" % (unit, pdu.hex()))


class TcpDevice(world.Device):
    """Takes any frame and answers reads; a write would be acknowledged."""

    def __init__(self, reached):
        self.reached = reached
        super().__init__()

    def serve(self, client):
        while True:
            head = client.recv(7, socket.MSG_WAITALL)
            if len(head) < 7:
                return
            pdu = client.recv(struct.unpack(">H", head[4:6])[0] - 1, socket.MSG_WAITALL)
            self.reached.note(head[6], pdu)
            reply = answer(pdu)
            client.sendall(head[:4] + struct.pack(">H", len(reply) + 1) + head[6:7] + reply)


def answer(pdu):
    if pdu[0] in (3, 4) and len(pdu) == 5:
        count = struct.unpack(">H", pdu[3:])[0]
        return bytes((pdu[0], 2 * count)) + (world.registers() * count)[: 2 * count]
    return bytes((pdu[0] | 0x80, 1)) if only_reads(pdu) else pdu[:5]


class SerialDevice:
    """The same on a pty: a frame is what comes without a pause."""

    def __init__(self, reached):
        self.reached = reached
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            frame = os.read(self.master, 300)
            while select.select([self.master], [], [], 0.004)[0]:
                frame += os.read(self.master, 300)
            pdu = frame[1:-2]
            if len(frame) > 3:
                self.reached.note(frame[0], pdu)
                if frame[0]:
                    os.write(self.master, world.rtu(frame[:1] + answer(pdu)))


PROFILE = """id: one
title: A device with registers that can be written
modbus: { unit: 1 }
groups: { live: { fresh-for: 30s, every: 500ms } }
spans: [ { at: 0, count: 6, group: live } ]
registers:
  - { at: 0, as: i32, name: P, point: active-power, unit: W }
  - { at: 2, as: u16, name: LIMIT, access: write }
  - { at: 3, as: u16, name: LIMIT-TLS, access: write-tls }
  - { at: 4, as: u16, name: LIMIT-TOO, access: write }
"""
PASSWORD = "a pass phrase of the owner"


class House:
    def __init__(self, work, given):
        self.work = work
        self.reached = Reached()
        self.tcp, self.serial = TcpDevice(self.reached), SerialDevice(self.reached)
        self.ports = {}
        self.lines = {}
        self.broker = world.Broker(free_port())
        self.broker.mode = "silent"
        start_bus(work)
        self.gateway = Gateway(work, given.library, given.java)
        with open(work + "/one.yaml", "w", encoding="utf-8") as file:
            file.write(PROFILE)
        self.gateway.configure(self.configuration())
        self.gateway.start()
        self.gateway.listening(port for name, port in self.ports.items() if not name.startswith("udp"))

    def prove_that_a_write_is_seen(self):
        """One that may is passed on, so that none is none."""
        with socket.create_connection(("127.0.0.1", self.ports.pop("open")), 5) as client:
            client.settimeout(5)
            client.sendall(struct.pack(">HHHBBHH", 1, 0, 6, 1, 6, 2, 7))
            assert client.recv(20)[7] == 6, "the one write that is allowed was refused"
        assert len(self.reached.writes) == 1, self.reached.writes
        self.reached.writes.clear()

    def at(self, name, scheme="tcp"):
        self.ports[name] = free_port()
        return '"%s://127.0.0.1:%d"' % (scheme, self.ports[name])

    def line(self, name):
        master, slave = pty.openpty()
        tty.setraw(slave)
        self.lines[name] = master
        return '"rtu://%s"' % os.ttyname(slave)

    def configuration(self):
        """Nobody may write here: writes are off, or need an address, a certificate or a password that we have not."""
        other = "writes: profile, allow: [127.0.0.9]"
        lines = ["http: { listen: 127.0.0.1:%d, password: \"%s\" }" % (self.ports.setdefault("page", free_port()), PASSWORD),
                 "meters:",
                 '  tcp: { profile: ./one.yaml, modbus: { poll: "tcp://127.0.0.1:%d", timeout: 500ms } }' % self.tcp.port,
                 '  line: { profile: ./one.yaml, modbus: { poll: "rtu://%s", timeout: 500ms } }' % self.serial.path,
                 "outputs:"]
        modbus = []
        for meter in ("tcp", "line"):
            own = "meter: %s" % meter
            modbus += [
                "mirror-%s: { %s, modbus: { serve: %s, unit: 1 } }" % (meter, own, self.at("mirror-" + meter)),
                "other-%s: { %s, modbus: { serve: %s, unit: 1, %s } }" % (meter, own, self.at("other-" + meter), other),
                "tls-%s: { %s, modbus: { serve: %s, unit: 1, writes: profile } }" % (meter, own, self.at("tls-" + meter, "tls")),
                "udp-%s: { %s, modbus: { serve: %s, unit: 1 } }" % (meter, own, self.at("udp-" + meter, "udp")),
                "rtu-%s: { %s, modbus: { serve: %s, unit: 1 } }" % (meter, own, self.line("rtu-" + meter)),
                "as-%s: { %s, profile: fronius-smart-meter, modbus: { serve: %s, unit: 1 } }" % (meter, own, self.at("as-" + meter)),
                "proxy-%s: { %s, modbus: { proxy: %s } }" % (meter, own, self.at("proxy-" + meter)),
                "proxy-other-%s: { %s, modbus: { proxy: %s, %s } }" % (meter, own, self.at("proxy-other-" + meter), other),
                "proxy-tls-%s: { %s, modbus: { proxy: %s, writes: profile } }" % (meter, own, self.at("proxy-tls-" + meter, "tls")),
                "proxy-rtu-%s: { %s, modbus: { proxy: %s } }" % (meter, own, self.line("proxy-rtu-" + meter))]
        modbus.append("open: { meter: tcp, modbus: { serve: %s, unit: 1, writes: profile } }" % self.at("open"))
        lines += ["  " + line for line in modbus]
        for kind in ("shelly", "ecotracker", "homewizard"):
            lines.append("  %s: { meter: tcp, %s: { serve: %s, announce: false } }" % (kind, kind, self.at(kind, "http")))
        lines.append('  topics: { meters: all, mqtt: { broker: "mqtt://127.0.0.1:%d", prefix: out } }' % self.broker.port)
        lines.append('  gx: { meter: tcp, victron: { service: pvinverter, bus: "unix:path=%s/bus" } }' % self.work)
        return "\n".join(lines) + "\n"


def start_bus(work):
    with open(work + "/bus.conf", "w", encoding="utf-8") as file:
        file.write("<busconfig><type>session</type><listen>unix:path=%s/bus</listen><policy context='default'>"
                   "<allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/><allow user='*'/>"
                   "</policy></busconfig>" % work)
    subprocess.Popen(["dbus-daemon", "--nofork", "--config-file=%s/bus.conf" % work], stderr=subprocess.DEVNULL,
                     preexec_fn=world.with_us)


def write(rng):
    """A PDU that would write, mostly: whole, too short, too long, or with counts that do not fit."""
    function = rng.choice(WRITING) if rng.random() < 0.7 else rng.randrange(256)
    at = rng.choice((0, 1, 2, 3, 4, 5, 39999, 40000, 65535, rng.randrange(65536)))
    count = rng.choice((1, 1, 2, 3, 123, 0, rng.randrange(65536)))
    data = rng.randbytes(min(2 * count, 250))
    body = {5: struct.pack(">HH", at, rng.choice((0, 0xFF00))), 6: struct.pack(">HH", at, rng.randrange(65536)),
            22: struct.pack(">HHH", at, 0, rng.randrange(65536)),
            23: struct.pack(">HHHHB", 0, 1, at, count, len(data)) + data,
            21: bytes((9, 6)) + struct.pack(">HHHH", 1, at, 1, 7),
            8: struct.pack(">HH", rng.choice((1, 4, 10)), 0), 43: bytes((rng.choice((13, 14, 15)), 1, 0))}
    pdu = bytes((function,)) + body.get(function, struct.pack(">HHB", at, count, len(data) & 255) + data)
    shape = rng.random()
    if shape < 0.1:
        return pdu[: rng.randrange(1, len(pdu) + 1)]
    if shape < 0.2:
        return (pdu + rng.randbytes(rng.randrange(1, 40)))[:253]
    return pdu[:253]


def unit(rng):
    return rng.choice((1, 1, 1, 0, 255, 2, 247, 248, rng.randrange(256)))


def mbap(rng, pdu):
    length = len(pdu) + 1
    if rng.random() < 0.15:
        length = rng.choice((0, 1, 2, 3, length - 1, length + 1, 254, 255, 260, 65535))
    return struct.pack(">HHHB", rng.randrange(65536), 0 if rng.random() < 0.95 else rng.randrange(65536), length,
                       unit(rng)) + pdu


def flight(rng):
    """What goes out at once: a frame, several, one within a read, or RTU where TCP is spoken."""
    shape = rng.random()
    if shape < 0.5:
        return mbap(rng, write(rng))
    if shape < 0.7:
        return b"".join(mbap(rng, write(rng)) for _ in range(rng.randrange(2, 20)))
    if shape < 0.85:
        inner = mbap(rng, write(rng))
        return struct.pack(">HHHB", 1, 0, rng.choice((6, 6 + len(inner))), 1) + struct.pack(">BHH", 3, 0, 2) + inner
    return world.rtu(bytes((unit(rng),)) + write(rng))


class Attack(threading.Thread):
    """One way in, tried until the time is over."""

    def __init__(self, name, end, rng, counts, step):
        super().__init__(daemon=True)
        self.name, self.end, self.rng, self.counts, self.step = name, end, rng, counts, step

    def run(self):
        while time.monotonic() < self.end:
            try:
                self.counts[self.name] += self.step(self.rng)
            except (OSError, ValueError, http.client.HTTPException):
                self.counts[self.name] += 1


def over_tcp(port, context=None):
    def step(rng):
        tried = 0
        with socket.create_connection(("127.0.0.1", port), 2) as bare:
            client = context.wrap_socket(bare) if context else bare
            client.settimeout(0.05)
            for _ in range(rng.randrange(1, 12)):
                data = flight(rng)
                tried += 1
                if rng.random() < 0.1:
                    client.sendall(data[: len(data) // 2])
                    time.sleep(0.01)
                    data = data[len(data) // 2:]
                client.sendall(data)
                if rng.random() < 0.7:
                    try:
                        if not client.recv(4096):
                            return tried
                    except TimeoutError:
                        pass
        return tried
    return step


def over_udp(port):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(0.02)

    def step(rng):
        client.sendto(flight(rng), ("127.0.0.1", port))
        try:
            client.recv(400)
        except TimeoutError:
            pass
        return 1
    return step


def over_line(master):
    def step(rng):
        data = world.rtu(bytes((unit(rng),)) + write(rng)) if rng.random() < 0.9 else rng.randbytes(rng.randrange(1, 200))
        os.write(master, data)
        end = time.monotonic() + 0.03
        while time.monotonic() < end and select.select([master], [], [], 0.005)[0]:
            os.read(master, 400)
        time.sleep(0.005)
        return 1
    return step


PATHS = {
    "shelly": ["/rpc", "/rpc/EM.SetConfig", "/rpc/Switch.Set?id=0&on=true", "/rpc/EMData.DeleteAllData?id=0", "/rpc/Sys.SetConfig",
               "/relay/0?turn=on", "/settings", "/reset_data", "/ota?update=true", "/reboot", "/emeter/0/reset_totals?reset_totals=true"],
    "homewizard": ["/api/v1/state", "/api/v1/system", "/api/v1/identify", "/api/batteries", "/api/system", "/api/user"],
    "ecotracker": ["/v1/json", "/v1/config", "/"],
    "page": ["/api/configuration", "/api/configuration/edit", "/api/configuration/rollback", "/api/configuration/try", "/api/configuration/secrets",
             "/api/restore", "/api/setup", "/api/certificates/00/accept", "/api/drill/mirror-tcp", "/api/meters/tcp/replacement", "/api/outputs/mirror-tcp/registers/2",
             "/api/doctor/mirror-tcp/try", "/api/commission/tcp", "/api/pick", "/api/notify/test", "/api/session"]}
BODIES = [b"", b"{}", json.dumps({"id": 1, "method": "Switch.Set", "params": {"id": 0, "on": True}}).encode(),
          b"meters: {}\n", json.dumps({"value": 7, "text": "meters: {}", "password": "x"}).encode(), b"turn=on&value=1"]


def over_http(name, port):
    def step(rng):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        path = rng.choice(PATHS[name])
        headers = {"Content-Type": rng.choice(("application/json", "text/plain", "application/x-www-form-urlencoded")),
                   "X-HTTP-Method-Override": rng.choice(("PUT", "GET")), "Cookie": "session=" + rng.randbytes(8).hex()}
        if rng.random() < 0.5:
            headers["Origin"] = "http://127.0.0.1:%d" % port
        if rng.random() < 0.3:
            headers["Transfer-Encoding"] = "chunked"
        method = rng.choice(("POST", "PUT", "DELETE", "PATCH", "GET", "OPTIONS"))
        client.request(method, path, rng.choice(BODIES), headers)
        client.getresponse().read()
        client.close()
        return 1
    return step


def over_topics(port):
    def step(rng):
        topic = rng.choice(("out/tcp/set", "out/tcp/limit/set", "out/command", "homeassistant/status", "out/tcp/active-power/total",
                            "rpc", "out/line/write", "spBv1.0/site/DCMD/edge/tcp"))
        subprocess.run(["mosquitto_pub", "-p", str(port), "-t", topic, "-m", rng.choice(("0", "100", '{"limit":0}'))],
                       capture_output=True, check=False)
        return 1
    return step


def over_bus(address):
    import dbus
    import dbus.bus
    paths = ("/Ac/PowerLimit", "/Ac/Power", "/Ac/MaxPower", "/Position", "/DeviceInstance", "/CustomName", "/")

    def step(rng):
        try:
            bus = dbus.bus.BusConnection(address)
            bus.set_exit_on_disconnect(False)
            names = [n for n in bus.list_names() if n.startswith("com.victronenergy")]
            for _ in range(20):
                value = rng.choice((0, 100, -1, 1e9, "x", dbus.Array([1], "i")))
                bus.call_blocking(rng.choice(names or ["org.none"]), rng.choice(paths), "com.victronenergy.BusItem", "SetValue",
                                  "v", (value,), timeout=1)
        except dbus.exceptions.DBusException:
            pass
        return 1
    return step


def attacks(house, end, rng, counts):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    stranger.check_hostname = False
    stranger.verify_mode = ssl.CERT_NONE
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=stranger",
                    "-keyout", house.work + "/key", "-out", house.work + "/pem"], check=True, capture_output=True)
    stranger.load_cert_chain(house.work + "/pem", house.work + "/key")
    steps = {}
    for name, port in house.ports.items():
        if name in PATHS:
            steps[name] = over_http(name, port)
        elif name.startswith("udp"):
            steps[name] = over_udp(port)
        else:
            steps[name] = over_tcp(port, stranger if "tls" in name else None)
    steps |= {name: over_line(master) for name, master in house.lines.items()}
    steps["topics"] = over_topics(house.broker.port)
    steps["bus"] = over_bus("unix:path=%s/bus" % house.work)
    return [Attack(name, end, rng.__class__(rng.random()), counts, step) for name, step in steps.items()]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("library")
    options.add_argument("java")
    options.add_argument("--seed", type=int)
    options.add_argument("--seconds", type=int, default=600)
    given = options.parse_args()
    rng = seeded(given.seed)
    with tempfile.TemporaryDirectory() as work:
        house = House(work, given)
        before = house.gateway.threads(), house.gateway.descriptors()
        counts = collections.Counter()
        house.prove_that_a_write_is_seen()
        running = attacks(house, time.monotonic() + given.seconds, rng, counts)
        for each in running:
            each.start()
        for each in running:
            each.join(given.seconds + 30)
        refused = sum(v for k, v in metrics(house.ports["page"]).items() if "refused_total" in k and 'reason="write"' in k)
        alive = house.gateway.alive()
        print("\n".join("%s: %d" % each for each in sorted(counts.items())))
        print("%d attempts at %d places in %d s; devices got %d requests, %d of them writes; %d refused as writes; threads %d, then %d; "
              "descriptors %d, then %d" % (sum(counts.values()), len(counts), given.seconds, house.reached.requests,
                                          len(house.reached.writes), refused, before[0], house.gateway.threads(), before[1],
                                          house.gateway.descriptors()))
        log = house.gateway.log()
        if "\tat " in log:
            print(log[-4000:], file=sys.stderr)
        bad = house.reached.writes or not alive or "\tat " in log or not house.reached.requests or not refused
        for line in house.reached.writes[:20]:
            print(line, file=sys.stderr)
        house.gateway.kill()
        house.broker.stop()
        sys.exit(1 if bad else 0)


main()
