"""What each consumer is told under each fault, from real runs: `faults.py LIBRARY JAVA [--seed N] [--sample N]`.

Prints the table of docs/faults.md, or with --sample a line for each of so many rows. Fails where a consumer was
served what no device measured in time, was not told, or got nothing after the fault was over.
"""
import argparse
import http.server
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import faultparts as parts
import faultworld as world
from gateway import free_port

FRESH = 3
# What consumers may be behind a fresh value: the interval of polling and of publishing, and a busy machine.
SLACK = 3.5
# A subscriber keeps the last value until it expires, should the broker or the gateway say nothing.
LATEST = {"MQTT": world.EXPIRES + SLACK}
FAULT = 12
RECOVERY = 75
METERS = ("modbus", "serial", "push", "http", "mqtt", "p1")
OUTPUTS = ("Modbus TCP", "Modbus RTU", "MQTT", "Shelly", "Victron")
WORDS = {
    "silent": "says nothing more, connections stay open", "refusing": "connections are refused",
    "slow": "each reply seconds late", "rubbish": "random bytes in place of replies",
    "cut": "replies end in mid-frame, connections stay open", "flapping": "connections end after a reply or two",
    "stopped": "SIGSTOP for 12 s", "killed": "kill -9, started again after 12 s", "broker": "the outputs' broker is killed for 12 s",
    "bus": "the D-Bus daemon is killed for 12 s", "descriptors": "no file descriptor is to be had for 12 s",
    "state": "the state directory is removed for 12 s", "full": "the disk of the state directory is full for 12 s",
    "replaced": "another device of the kind, with another serial number, at the same address",
    "unnamed": "connections are cut, and the device's name is not found for 12 s",
    "moved": "connections are cut, and the device's name leads to another address",
    "forward": "the clock is set an hour forward for 12 s", "back": "the clock is set an hour back for 12 s",
    "influx-away": "the InfluxDB that gets the values is away for 12 s", "influx-slow": "it takes everything 4 s late",
    "postgresql-away": "the PostgreSQL that gets the history is away for 12 s", "postgresql-slow": "it takes everything 4 s late",
    "memory": "the heap is full for 12 s; a process that ends is started again after it",
}
DATABASES = ("influx-away", "influx-slow", "postgresql-away", "postgresql-slow")
PROCESS = ("stopped", "killed", "broker", "bus", "descriptors", "state", "full", "forward", "back", "memory") + DATABASES
# What such a fault leaves alone: its consumers go on with fresh values.
SPARED = {"descriptors": OUTPUTS, "state": OUTPUTS, "full": OUTPUTS, "forward": OUTPUTS, "back": OUTPUTS, "replaced": OUTPUTS,
          "moved": OUTPUTS, "memory": OUTPUTS, **{fault: OUTPUTS for fault in DATABASES}, "broker": tuple(o for o in OUTPUTS if o != "MQTT"),
          "bus": tuple(o for o in OUTPUTS if o != "Victron")}


def profile(name, more):
    """A device with one power; `more` rows behind it."""
    groups = "live: { fresh-for: 3s, every: 500ms }" + (", identity: { every: 2s }" if more else "")
    spans = "{ at: 0, count: 2, group: live }" + (", { at: 10, count: 4, group: identity }" if more else "")
    return ("id: %s\ntitle: A device with one power\nmodbus: { unit: 1 }\ngroups: { %s }\nspans: [ %s ]\n"
            "registers:\n  - { at: 0, as: i32, name: P, point: active-power, unit: W }\n%s" % (name, groups, spans, more))


class House:
    """Six sources, a gateway, and five consumers of each source."""

    def __init__(self, work, library, java):
        self.work = work
        self.ports = {name: free_port() for name in ("page", "serve", "push", "broker", "topics", "hook", "influx", "rpc", "sql")}
        self.shelly = {meter: free_port() for meter in METERS}
        self.told = []
        self.hook()
        self.line = world.SerialReader()
        self.sources = {
            "modbus": world.ModbusDevice(), "serial": world.SerialDevice(), "push": world.Pusher(self.ports["push"]),
            "http": world.HttpDevice(), "mqtt": world.Broker(self.ports["broker"]), "p1": world.TelegramDevice()}
        self.topics = world.Broker(self.ports["topics"])
        self.topics.mode = "silent"
        self.bus_daemon = None
        self.start_bus()
        self.names, self.clock, self.disk = parts.Names(work), parts.Clock(work), parts.Disk(work)
        self.influx = parts.Influx(work, self.ports["influx"], self.ports["rpc"]) if shutil.which("influxd") else None
        self.postgres = parts.Postgres(work, self.ports["sql"]) if parts.Postgres.programs() else None
        for name, database in ("influx", self.influx), ("sql", self.postgres):
            if database:
                self.ports[name + "-relay"] = database.relay.port
        self.eater = work + "/eat"
        self.follower = world.TopicReader(self.ports["topics"])
        self.bus = {meter: world.BusReader("unix:path=%s/bus" % work) for meter in METERS}
        self.readers = {meter: world.ModbusReader(self.ports["serve"], i + 1) for i, meter in enumerate(METERS)}
        jars = ":".join(sorted(os.path.join(library, name) for name in os.listdir(library) if name.endswith(".jar")))
        eater = work + "/Eater.java"
        with open(eater, "w", encoding="utf-8") as file:
            file.write(parts.EATER)
        self.command = self.disk.enter() + [
            java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m",
            "-XX:+UseCompactObjectHeaders", "-Dpolymeter.history.every=5", "-Deat=" + self.eater, *self.names.options(),
            "-cp", jars, eater, "run", "--config", work + "/polymeter.yaml"]
        self.configure()
        self.samples = []
        self.gateway = None
        self.start()
        for meter in METERS:
            for output in OUTPUTS:
                threading.Thread(target=self.watch, args=(meter, output), daemon=True).start()

    def hook(self):
        house = self

        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                house.told.append(json.loads(text))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.ports["hook"]), Hook)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def start_bus(self):
        path = self.work + "/bus"
        if os.path.exists(path):
            os.remove(path)
        with open(self.work + "/bus.conf", "w", encoding="utf-8") as file:
            file.write("<busconfig><type>session</type><listen>unix:path=%s</listen><policy context='default'>"
                       "<allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/><allow user='*'/>"
                       "</policy></busconfig>" % path)
        self.bus_daemon = subprocess.Popen(["dbus-daemon", "--nofork", "--config-file=%s/bus.conf" % self.work],
                                           stderr=subprocess.DEVNULL, preexec_fn=world.with_us)

    def configure(self):
        port = self.ports
        sources = {
            "modbus": 'profile: ./two.yaml, modbus: { poll: "tcp://%s:%d", timeout: 1s }' % (parts.NAME, self.sources["modbus"].port),
            "serial": 'profile: ./one.yaml, modbus: { poll: "rtu://%s", timeout: 1s }' % self.sources["serial"].path,
            "push": 'profile: ./one.yaml, modbus: { push: "tcp://127.0.0.1:%d", from: 127.0.0.1 }' % port["push"],
            "http": 'fresh-for: 3s, http: { url: "http://%s:%d/", every: 500ms, points: { active-power: p } }'
                    % (parts.NAME, self.sources["http"].port),
            "mqtt": 'fresh-for: 3s, mqtt: { broker: "mqtt://127.0.0.1:%d", points: { active-power: device/p } }' % port["broker"],
            "p1": 'fresh-for: 3s, p1: { from: "tcp://%s:%d" }' % (parts.NAME, self.sources["p1"].port)}
        lines = ["state: disk/state", "http: { listen: 127.0.0.1:%d }" % port["page"],
                 'notify: { webhook: "http://127.0.0.1:%d/hook" }' % port["hook"], "history: { postgresql: { url: \"postgresql://127.0.0.1:%d/postgres\", user: home } }" % self.postgres.relay.port
                 if self.postgres else "history: {}", "meters:"]
        lines += ["  %s: { %s }" % item for item in sources.items()]
        lines += ["outputs:", '  topics: { meters: all, mqtt: { broker: "mqtt://127.0.0.1:%d", prefix: out, every: 200ms } }' % port["topics"]]
        if self.influx:
            lines.append('  values: { meters: all, influx: { url: "http://127.0.0.1:%d", database: home, every: 1s } }'
                         % self.influx.relay.port)
        for i, meter in enumerate(METERS):
            lines.append('  m-%s: { meter: %s, profile: ./one.yaml, identity: { serial: "%d" }, modbus: { serve: ["tcp://127.0.0.1:%d", "rtu://%s"], unit: %d } }'
                         % (meter, meter, i, port["serve"], self.line.path, i + 1))
            lines.append('  s-%s: { meter: %s, shelly: { serve: "http://127.0.0.1:%d", announce: false } }' % (meter, meter, self.shelly[meter]))
            lines.append('  %s: { meter: %s, victron: { service: grid, bus: "unix:path=%s/bus" } }' % (meter + "-v", meter, self.work))
        with open(self.work + "/polymeter.yaml", "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        for name, more in ("one", ""), ("two", "  - { at: 10, as: string, count: 4, point: serial, fixed: \"0\", name: SN }\n"):
            with open(self.work + "/%s.yaml" % name, "w", encoding="utf-8") as file:
                file.write(profile(name, more))

    def start(self):
        log = open(self.work + "/log", "a", encoding="utf-8")
        self.gateway = subprocess.Popen(self.command, cwd=self.work, stdout=log, stderr=log,
                                        env={**os.environ, **self.clock.environment()}, preexec_fn=world.with_us)

    def log(self):
        with open(self.work + "/log", encoding="utf-8") as file:
            return file.read().splitlines()

    def read(self, meter, output):
        if output == "Modbus TCP":
            return self.readers[meter].read()
        if output == "Modbus RTU":
            return self.line.read(METERS.index(meter) + 1)
        if output == "MQTT":
            return self.follower.read(meter)
        if output == "Shelly":
            return world.shelly(self.shelly[meter])
        return self.bus[meter].read(meter + "-v")

    def watch(self, meter, output):
        while True:
            value = self.read(meter, output)
            self.samples.append((time.monotonic(), meter, output, value, None if value is None else world.age(value)))
            time.sleep(0.25)

    def all_served(self):
        now = time.monotonic()
        good = {(m, o) for t, m, o, v, _ in list(self.samples[-2000:]) if v is not None and now - t < 2}
        return {(m, o) for m in METERS for o in OUTPUTS} - good

    def verdict(self):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/api/status" % self.ports["page"], timeout=3) as reply:
                return json.load(reply)["sentences"]
        except (OSError, ValueError):
            return ["(no answer)"]

    def begin(self, fault):
        state = self.disk.seen() + "/state"
        if fault == "stopped":
            self.gateway.send_signal(signal.SIGSTOP)
        elif fault == "killed":
            self.gateway.kill()
            self.gateway.wait()
        elif fault == "broker":
            self.topics.stop()
        elif fault == "bus":
            self.bus_daemon.kill()
            self.bus_daemon.wait()
        elif fault == "descriptors":
            count = len(os.listdir("/proc/%d/fd" % self.gateway.pid))
            subprocess.run(["prlimit", "--pid", str(self.gateway.pid), "--nofile=%d:" % count], check=True)
        elif fault == "state":
            os.rename(state, state + ".aside")
        elif fault == "full":
            self.disk.fill()
        elif fault in ("forward", "back"):
            self.clock.step(3600 if fault == "forward" else -3600)
        elif fault == "memory":
            open(self.eater, "w", encoding="utf-8").close()
        elif fault in DATABASES:
            self.database(fault).relay.be(fault.rpartition("-")[2])
        else:
            if fault in ("unnamed", "moved"):
                self.names.lead("127.0.0.2" if fault == "moved" else None)
                # What the runtime remembers of it is over then.
                time.sleep(2)
            if fault == "replaced":
                self.await_book(state + "/devices")
            for source in self.sources.values():
                if fault in source.modes:
                    source.be(fault)

    @staticmethod
    def await_book(path):
        """Another device can be told from a former one alone."""
        for _ in range(100):
            if os.path.exists(path) and "SN-00001" in open(path, encoding="utf-8").read():
                return
            time.sleep(0.2)
        raise AssertionError("the first device was not noted within 20 s")

    def end(self, fault):
        state = self.disk.seen() + "/state"
        if fault == "stopped":
            self.gateway.send_signal(signal.SIGCONT)
        elif fault == "killed":
            self.start()
        elif fault == "broker":
            self.topics.start()
        elif fault == "bus":
            self.start_bus()
        elif fault == "descriptors":
            subprocess.run(["prlimit", "--pid", str(self.gateway.pid), "--nofile=4096:"], check=True)
        elif fault == "state":
            subprocess.run(["rm", "-rf", state], check=True)
            os.rename(state + ".aside", state)
        elif fault == "full":
            self.disk.empty()
        elif fault in ("forward", "back"):
            self.clock.step(0)
        elif fault == "memory":
            os.remove(self.eater)
            time.sleep(1)
            if self.gateway.poll() is not None:
                self.start()
        elif fault in DATABASES:
            self.database(fault).relay.be("")
        else:
            self.names.lead("127.0.0.1")
            for source in self.sources.values():
                if fault in source.modes:
                    source.be("")

    def database(self, fault):
        return self.influx if fault.startswith("influx") else self.postgres

    def can(self, fault):
        """Whether this machine has what the fault is made with."""
        return (self.disk.there if fault == "full" else self.clock.library if fault in ("forward", "back")
                else self.database(fault) if fault in DATABASES else True)

    def lacks(self, fault, began, ended):
        """The meters of which a database lacks seconds of the fault, a while after it."""
        if fault not in DATABASES:
            return {}
        until = time.monotonic() + 30
        # PostgreSQL gets each second; InfluxDB what is new, once a second at most.
        want = (int(ended - began) - 1) // (2 if self.database(fault) is self.influx else 1)
        while True:
            counts = {meter: self.database(fault).seconds(meter, began, ended) for meter in METERS}
            if min(counts.values()) >= want or time.monotonic() > until:
                return {meter: "%d of %d" % (count, want) for meter, count in counts.items() if count < want}
            time.sleep(0.5)

    def affected(self, fault):
        return METERS if fault in PROCESS else tuple(m for m in METERS if fault in self.sources[m].modes)

    def close(self):
        for part in (self.disk, self.influx, self.postgres):
            if part:
                part.close()
        for process in (self.gateway, self.bus_daemon, self.topics.process, self.sources["mqtt"].process):
            if process:
                process.kill()


def run(house, fault):
    """One fault for all sources that can have it; returns a row for each of them."""
    settled(house, RECOVERY)
    house.samples.clear()
    house.told.clear()
    lines = len(house.log())
    began = time.monotonic()
    clock = time.time()
    house.begin(fault)
    time.sleep(FAULT - 1)
    verdict = house.verdict()
    said = house.log()[lines:]
    time.sleep(1)
    ended = time.monotonic()
    house.end(fault)
    # Whatever each of them reads next is what it is told after the fault.
    time.sleep(3)
    settled(house, RECOVERY)
    rows = [row(house, fault, meter, Times(began, ended, verdict, said)) for meter in house.affected(fault)]
    lacks = house.lacks(fault, clock, clock + ended - began)
    for one in rows:
        if one["meter"] in lacks:
            one.update(good=False, lacks="seconds in the database: " + lacks[one["meter"]])
    return rows


class Times:
    def __init__(self, began, ended, verdict, said):
        self.began, self.ended, self.verdict, self.said = began, ended, verdict, said


def settled(house, seconds):
    end = time.monotonic() + seconds
    while house.all_served() and time.monotonic() < end:
        time.sleep(0.2)


def row(house, fault, meter, times):
    cells = []
    late = []
    good = True
    for output in OUTPUTS:
        seen = sorted(s for s in list(house.samples) if s[1] == meter and s[2] == output)
        late += ["%s %.1f s old at %.1f s" % (output, s[4], s[0] - times.began) for s in seen
                 if s[3] is not None and s[4] > LATEST.get(output, FRESH + SLACK)]
        told = next((s[0] for s in seen if s[0] > times.began and s[3] is None), None)
        back = next((s[0] for s in seen if s[0] > times.ended and s[3] is not None), None)
        spared = output in SPARED.get(fault, ())
        if told is None or told > times.ended + 1:
            cells.append("goes on")
            good &= spared or fault in ("flapping", "slow")
        elif back is None:
            cells.append("%.1f / never" % (told - times.began))
            good = False
        else:
            cells.append("%.1f / %.1f" % (told - times.began, max(0, back - times.ended)))
    of = [line.split(" - ", 2)[-1] for line in times.said if fault in PROCESS or line.split(" - ")[-1].startswith((meter, "devices: " + meter, "rtu://"))]
    of = [line for line in of if not line.startswith(("s-", "m-")) or fault in PROCESS]
    sentence = next((s for s in times.verdict if fault in PROCESS or meter in s), "")
    event = next((e["event"] for e in house.told if not e["over"] and (fault in PROCESS or e["subject"].startswith(meter))), "")
    return {"fault": fault, "meter": meter, "cells": cells, "wrong": len(late), "late": late, "log": of[0] if of else "",
            "verdict": sentence, "event": event, "good": good and not late}


def plain(text, house):
    for word, name in [(house.work, "DIRECTORY"), (house.line.path, "LINE"), (house.sources["serial"].path, "LINE")] + [
            (":%d" % port, ":PORT") for port in list(house.ports.values()) + list(house.shelly.values())
            + [s.port for s in house.sources.values() if hasattr(s, "port")]]:
        text = text.replace(word, name)
    return text.replace("|", "\\|")


def table(house, rows, seed):
    print("""# What consumers are told under faults

Written by `lab/faults` from one real run, with sockets, pseudo-terminals, two brokers and a private D-Bus; not by hand.
Each source measures a power that tells when it was measured, and five consumers read each of them four times a second. A value
is wrong where no device measured it, or it is older than its %d s and the %.1f s that polling and publishing take here; a subscriber
of MQTT keeps a value until it expires, as `expire_after` of Home Assistant's discovery has it. PostgreSQL holds each second of a
fault half a minute after it, and InfluxDB a value for every other second at least.

A cell is `told / back`: seconds from the fault's beginning until the consumer is told that there is no value (an exception, silence,
`offline`, HTTP 503, an empty value), and from its end until it has a fresh value again. `goes on`: fresh values all the time.
The page shows the verdict of the API. Each fault lasts %d s. Seed %d, %s, %d processors.
""" % (FRESH, SLACK, FAULT, seed, time.strftime("%Y-%m-%d"), os.cpu_count()))
    for fault in dict.fromkeys(r["fault"] for r in rows):
        print("## %s: %s\n" % (fault.capitalize(), WORDS[fault]))
        print("| source | %s | wrong | log, first line | verdict in API and page | notify |" % " | ".join(OUTPUTS))
        print("|---|" + "---|" * (len(OUTPUTS) + 4))
        for r in rows:
            if r["fault"] == fault:
                print("| %s | %s | %d | %s | %s | %s |" % (r["meter"], " | ".join(r["cells"]), r["wrong"],
                                                          plain(r["log"], house), plain(r["verdict"], house), r["event"]))
        print()
    print("%d rows, %d readings by consumers, %d wrong." % (len(rows), house.readings, sum(r["wrong"] for r in rows)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("library")
    options.add_argument("java")
    options.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options.add_argument("--sample", type=int, default=0)
    options.add_argument("--only", default="", help="names of faults, with commas")
    given = options.parse_args()
    given.library = os.path.abspath(given.library)
    random.seed(given.seed)
    with tempfile.TemporaryDirectory() as work:
        house = House(work, given.library, given.java)
        house.readings = 0
        rows = []
        faults = [fault for fault in WORDS if house.can(fault)]
        lacking = [fault for fault in WORDS if fault not in faults]
        if lacking:
            print("this machine cannot: " + ", ".join(lacking), file=sys.stderr)
        if given.sample:
            print("seed %d" % given.seed, flush=True)
            faults = random.sample(faults, given.sample)
        if given.only:
            faults = given.only.split(",")
            unknown = [fault for fault in faults if fault not in WORDS or fault in lacking]
            if unknown:
                sys.exit("not to be had here: " + ", ".join(unknown))
        try:
            settled(house, RECOVERY)
            if house.all_served():
                sys.exit("never served: %s\n%s" % (sorted(house.all_served()), "\n".join(house.log())))
            until = time.monotonic() + RECOVERY
            while not any("keeps the history" in line for line in house.log()) and time.monotonic() < until:
                time.sleep(0.2)
            for fault in faults:
                rows += run(house, fault)
                house.readings += len(house.samples)
            missing = house.all_served()
        finally:
            house.close()
        bad = [r for r in rows if not r["good"]]
        if given.sample:
            for r in rows:
                print(r["fault"], r["meter"], ", ".join(r["cells"]), "wrong", r["wrong"], "" if r["good"] else "FAILED")
        else:
            table(house, rows, given.seed)
        for r in bad:
            print("not as promised:", r, file=sys.stderr)
        if bad or missing:
            print("\n".join(house.log()[-40:]), sorted(missing), file=sys.stderr)
            sys.exit(1)


main()
