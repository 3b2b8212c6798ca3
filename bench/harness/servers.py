"""The servers that are measured: how each is started, and how to know that it is there."""

import json
import os
import pathlib
import subprocess
import time

import proc

BENCH = pathlib.Path(__file__).resolve().parent.parent
BIN = BENCH / "build" / "bin"
PYTHON = "/usr/bin/python3"
PATIENCE = 60


class Failed(Exception):
    """A server did not come up, or answered wrongly."""


def polymeter_command():
    """The product's launcher, or None while it is not there."""
    launcher = os.environ.get("POLYMETER", str(BENCH.parent / "polymeter"))
    return launcher if os.access(launcher, os.X_OK) else None


def java(main, *arguments):
    """A Java peer on the JDK that the product runs on."""
    home = (BENCH / "build" / "jdk").read_text(encoding="utf-8").strip()
    return [f"{home}/bin/java", "-cp", f"{BENCH}/build/classes:{BENCH}/build/jars/*", f"io.polymeter.lab.bench.{main}", *arguments]


def load(port, connections=1, ms=100, pid=0):
    """One run of the load generator; its figures."""
    command = [BIN / "load", "-p", port, "-c", connections, "-t", ms, "-P", pid, "-s"]
    done = subprocess.run(
        proc.pinned(proc.LOAD_CORE, command), capture_output=True, text=True, timeout=60 + ms / 1000, check=False
    )
    if done.returncode != 0 or not done.stdout:
        raise Failed(f"load with {connections} connections: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout)


class Server:
    """One server process with a Modbus TCP port, serving the stamped registers 0 to 147 as unit 1."""

    def __init__(self, name, command):
        self.name = name
        self.port = self.push_port = proc.free_port()
        self.log = proc.log_file(name)
        self.helpers = []
        self.command = command
        self.child = None
        self.pid = 0

    def start(self):
        """Starts it and waits until it answers rightly."""
        self.child = proc.start(self.command(self), proc.SERVER_CORE, log=self.log)
        until = time.monotonic() + PATIENCE
        while True:
            if self.child.poll() is not None:
                raise Failed(f"{self.name} ended with {self.child.returncode}: {proc.tail(self.log)}")
            try:
                first = load(self.port)
                if first["exceptions"] + first["mismatched"] + first["torn"] == 0:
                    break
                problem = str(first)
            except Failed as failure:
                problem = str(failure)
            if time.monotonic() > until:
                raise Failed(f"{self.name} never answered rightly: {problem} {proc.tail(self.log)}")
            time.sleep(0.1)
        self.pid = proc.largest(self.child.pid)

    def stop(self):
        """Ends it and what feeds it."""
        for child in [*self.helpers, self.child]:
            if child:
                proc.stop(child)


class Polymeter(Server):
    """The product as its users start it: a KSEM pushes to it, and it mirrors the registers."""

    def __init__(self, devices=(), fed=True):
        super().__init__("polymeter", lambda _: self.prepare())
        self.push_port = proc.free_port()
        self.page = proc.free_port()
        self.devices = devices
        self.fed = fed

    def prepare(self):
        """Writes the configuration and starts the meter that pushes five times a second."""
        serve = "".join(f"        - {each}\n" for each in [f"tcp://127.0.0.1:{self.port}", *self.devices])
        config = write_config(
            f"bench-{self.port}",
            f"      push: tcp://127.0.0.1:{self.push_port}\n      from: [127.0.0.1]\n      unit: 1\n",
            f"      serve:\n{serve}      unit: 1\n",
            self.page,
        )
        if self.fed:
            self.feed()
        return [polymeter_command(), "run", "--config", config]

    def feed(self):
        """Starts the pushing meter."""
        self.helpers.append(proc.start([BIN / "push", self.push_port, 1, 5], proc.LOAD_CORE))


def write_config(name, source, sink, page=None):
    """A configuration with one KSEM and one output, and a page at a port; the path of its file."""
    path = pathlib.Path(proc.folder()) / name / "polymeter.yaml"
    path.parent.mkdir()
    path.write_text(
        "meters:\n  grid:\n    profile: kostal-ksem\n    modbus:\n"
        + source
        + "outputs:\n  consumer:\n    meter: grid\n    modbus:\n"
        + sink
        + f"state: {path.parent}/state\nhttp: {{ listen: 127.0.0.1:{page or proc.free_port()} }}\n",
        encoding="utf-8",
    )
    return path


def reference():
    """The server that does the least a server can do."""
    return Server("C epoll (reference)", lambda s: [BIN / "epoll_server", s.port])


def libmodbus():
    """libmodbus in C with one thread."""
    return Server("libmodbus", lambda s: [BIN / "libmodbus_tcp", s.port])


def pymodbus():
    """What the scripts of this field use."""
    return Server("pymodbus", lambda s: [PYTHON, BENCH / "peers" / "tcp_server.py", s.port])


def digitalpetri():
    """digitalpetri/modbus on Netty."""
    return Server("digitalpetri", lambda s: java("DigitalpetriTcpPeer", s.port))


def j2mod():
    """j2mod, a thread per connection."""
    return Server("j2mod", lambda s: java("J2modTcpPeer", s.port))


def started(wanted, problems):
    """Starts all; one that fails is a problem and is left out."""
    running = []
    for server in wanted:
        try:
            server.start()
            running.append(server)
        except Failed as failure:
            problems.append(str(failure))
            server.stop()
    return running
