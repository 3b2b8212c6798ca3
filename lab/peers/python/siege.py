"""Hostile connections beside honest ones: `siege.py LIBRARY JAVA [--scale N] [--seed N]`.

Broken TLS handshakes, connections that say nothing, writers of a byte now and then, certificates that nobody knows,
half requests and event streams at the page. All the while honest clients read over TCP and TLS and ask `/health`.
Prints for each attack their times, the memory and what was counted; fails where an honest client lost its connection,
was not answered, or waited too long, where memory has no bound, or where an attack was not counted.
"""
import argparse
import resource
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

from gateway import Gateway, free_port, metrics, page, percentile, seeded

# Megabytes above the calm; and how long the slowest honest one in a hundred may take, where the attackers take both cores.
MEMORY = 250
SLOWEST = 1


class Honest(threading.Thread):
    """Asks again and again and notes how long it took."""

    def __init__(self, name, ask):
        super().__init__(daemon=True)
        self.name, self.ask = name, ask
        self.times, self.failed, self.over = [], [], False

    def run(self):
        while not self.over:
            began = time.monotonic()
            try:
                self.ask()
                self.times.append(time.monotonic() - began)
            except (OSError, ValueError) as failure:
                self.failed.append(str(failure))
            time.sleep(0.02)


def modbus(port, context=None):
    client = socket.create_connection(("127.0.0.1", port), 20)
    client.settimeout(10)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if context:
        client = context.wrap_socket(client)

    def ask():
        client.sendall(struct.pack(">HHHBBHH", 7, 0, 6, 1, 3, 40071, 2))
        reply = client.recv(64)
        if not reply or reply[7] != 3:
            raise ValueError("answered " + reply.hex())
    return ask


def context(work, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.load_cert_chain("%s/%s.pem" % (work, name), work + "/key")
    return made


def certificate(work, name):
    subprocess.run(["openssl", "req", "-x509", "-key", work + "/key", "-subj", "/CN=" + name, "-out", "%s/%s.pem" % (work, name)],
                   check=True, capture_output=True)


def hello():
    """The first flight of a real client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    try:
        made.wrap_bio(incoming, outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def broken_handshakes(ports, count, rng):
    real = hello()
    for i in range(count):
        data = bytearray(real)
        if i % 8 == 7:
            data = bytearray(rng.randbytes(len(real)))
        for _ in range(rng.randrange(1, 5)):
            data[rng.randrange(5, len(data))] ^= rng.randrange(1, 256)
        attempt(ports["tls"], bytes(data[: rng.randrange(1, len(data))] if i % 4 == 3 else data))
    return []


def attempt(port, data):
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as client:
            client.sendall(data)
            if data[:1] == b"\x16":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass


def open_connections(port, count, data=b""):
    held = []
    for _ in range(count):
        try:
            client = socket.create_connection(("127.0.0.1", port), 5)
            if data:
                client.sendall(data)
            held.append(client)
        except OSError:
            pass
    return held


def half_open(ports, count, _):
    """They stay, 2 000 at a time, and never say anything."""
    held = []
    for i in range(0, count, 500):
        held += open_connections(ports["tcp" if i // 500 % 2 else "tls"], min(500, count - i))
        while len(held) > 2000:
            held.pop(0).close()
    return held


def slow_writers(ports, count, _):
    """A frame, or the first flight of a handshake, a byte at a time."""
    real = hello()
    frame = struct.pack(">HHHBBHH", 7, 0, 6, 1, 3, 40071, 2)
    held = [(c, frame) for c in open_connections(ports["tcp"], count // 2)] + [(c, real) for c in open_connections(ports["tls"], count - count // 2)]
    for place in range(20):
        for client, data in held:
            try:
                client.send(data[place % len(data):][:1])
            except OSError:
                pass
        time.sleep(0.1)
    return [client for client, _ in held]


def strangers(ports, count, _):
    """Whole handshakes with certificates that nobody has accepted, and a request each."""
    work = ports["work"]
    for i in range(count):
        certificate(work, "stranger%d" % i)
        try:
            with socket.create_connection(("127.0.0.1", ports["tls"]), 5) as bare:
                with context(work, "stranger%d" % i).wrap_socket(bare) as client:
                    client.settimeout(5)
                    client.sendall(struct.pack(">HHHBBHH", 7, 0, 6, 1, 3, 40071, 2))
                    client.recv(64)
        except OSError:
            pass
    return []


def half_requests(ports, count, _):
    return open_connections(ports["page"], count, b"GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")


def event_streams(ports, count, _):
    return open_connections(ports["page"], count, b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % ports["page"])


# What is to be counted, as a part of the metric; of half requests nobody can count anything before they are whole.
ATTACKS = [
    ("broken handshakes", broken_handshakes, 10_000, "tls"),
    ("half-open connections", half_open, 10_000, "accepted"),
    ("slow writers", slow_writers, 1000, ""),
    ("unknown certificates", strangers, 1000, "not-accepted"),
    ("half requests at the page", half_requests, 2000, ""),
    ("event streams at the page", event_streams, 500, ""),
]


class Peak(threading.Thread):
    def __init__(self, gateway):
        super().__init__(daemon=True)
        self.gateway, self.most, self.over = gateway, 0, False

    def run(self):
        while not self.over and self.gateway.alive():
            self.most = max(self.most, self.gateway.resident())
            time.sleep(0.1)


def start(work, given):
    ports = {name: free_port() for name in ("tcp", "tls", "page")}
    ports["work"] = work
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", work + "/key"], check=True)
    certificate(work, "honest")
    gateway = Gateway(work, given.library, given.java)
    gateway.configure("""http: { listen: 127.0.0.1:%(page)d }
meters: { m: { simulate: summer-day } }
outputs:
  o: { meter: m, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:%(tcp)d", unit: 1 } }
  s: { meter: m, profile: fronius-smart-meter, modbus: { serve: "tls://127.0.0.1:%(tls)d", unit: 1, tls: { trust: honest.pem } } }
""" % ports)
    gateway.start()
    gateway.listening(ports[name] for name in ("tcp", "tls", "page"))
    return gateway, ports


def counted(ports):
    return {k: v for k, v in metrics(ports["page"]).items() if "_total" in k and not k.startswith(("polymeter_meter", "polymeter_output_s"))}


def row(name, clients):
    parts = ["%s %.1f / %.1f ms of %d" % (c.name, percentile(c.times, 0.5) * 1e3, percentile(c.times, 0.99) * 1e3, len(c.times)) for c in clients]
    return "%s: median / p99: %s" % (name, ", ".join(parts))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("library")
    options.add_argument("java")
    options.add_argument("--seed", type=int)
    options.add_argument("--scale", type=float, default=1, help="share of the whole attack")
    options.add_argument("--only", default="", help="begins of the attacks' names, with commas")
    given = options.parse_args()
    rng = seeded(given.seed)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    bad = []
    with tempfile.TemporaryDirectory() as work:
        gateway, ports = start(work, given)
        clients = [Honest("TCP", modbus(ports["tcp"])), Honest("TLS", modbus(ports["tls"], context(work, "honest"))),
                   Honest("/health", lambda: page(ports["page"], "/health"))]
        for client in clients:
            client.start()
        peak = Peak(gateway)
        peak.start()
        time.sleep(5)
        for client in clients:
            client.times = []
        time.sleep(max(2, 10 * given.scale))
        print(row("calm", clients) + "; memory %d MB" % gateway.resident(), flush=True)
        calm = gateway.resident()
        before = gateway.descriptors()
        for name, attack, count, word in ATTACKS:
            if not name.startswith(tuple(given.only.split(","))):
                continue
            for client in clients:
                client.times, client.failed = [], []
            seen = counted(ports)
            peak.most = 0
            count = max(10, int(count * given.scale))
            began = time.monotonic()
            held = attack(ports, count, rng)
            time.sleep(1)
            seconds = time.monotonic() - began
            now = counted(ports)
            changed = {k: now[k] - seen.get(k, 0) for k in now if now[k] != seen.get(k, 0) and "requests" not in k and "updates" not in k}
            print(row("%d %s in %.0f s" % (count, name, seconds), clients) + "; memory %d MB at most; counted: %s"
                  % (peak.most, ", ".join("%s %d" % (k.replace("polymeter_", ""), v) for k, v in sorted(changed.items())) or "nothing"), flush=True)
            for client in held:
                client.close()
            for client in clients:
                if client.failed or not client.times:
                    bad.append("%s: %s failed %d times: %s" % (name, client.name, len(client.failed), client.failed[:2]))
                if percentile(client.times, 0.99) > SLOWEST:
                    bad.append("%s: %s took %.3f s" % (name, client.name, percentile(client.times, 0.99)))
            if peak.most > calm + MEMORY:
                bad.append("%s: %d MB of memory" % (name, peak.most))
            if word and not any(word in k for k in changed):
                bad.append("%s: nothing counted it" % name)
        peak.over = True
        end = time.monotonic() + 60
        while gateway.descriptors() > before + 5 and time.monotonic() < end:
            time.sleep(0.2)
        lines = len(gateway.log().splitlines())
        print("afterwards: descriptors %d, then %d; memory %d MB, then %d; %d lines of log" % (before, gateway.descriptors(), calm, gateway.resident(), lines))
        # Of the strangers 500 are named at once and one a minute after that; the rest is the start and the end.
        if gateway.descriptors() > before + 5 or lines > 540 or "\tat " in gateway.log():
            bad.append("left behind: %d descriptors, %d lines of log" % (gateway.descriptors(), lines))
        gateway.kill()
    for line in bad:
        print("not as promised:", line, file=sys.stderr)
    sys.exit(1 if bad else 0)


main()
