"""P5: fan-in: many meters, each polled once a second over a connection of its own."""

import json
import pathlib
import time

import proc
import servers
import stats

SIZES = (10, 100, 1_000, 10_000)
PEERS_HOLD = 1_000  # above, neither peer keeps its schedule
TITLE = "P5 fan-in: FC03 × 8 registers of each meter, every second"
NOTE = "late: beyond the schedule that a meter's polls fit; missed: polls that never came; KB per meter: memory above that with the fewest meters"
HEAD = ("poller", "meters", "late p50 ms", "late p99 ms", "late max ms", "missed", "CPU µs/poll", "CPU ms/s", "RSS MB", "KB per meter")

PROFILE = """id: bench-meter
title: A meter of the benchmark
maker: Benchmark
role: grid
source: made up for measuring
modbus: { unit: 1, functions: [3], pause: 0ms }
groups:
  live: { fresh-for: 5s, every: 1s }
spans:
  - { at: 0, count: 8, group: live }
registers:
  - { at: 0, as: i32, unit: W, point: active-power }
  - { at: 2, as: i32, scale: 0.1, unit: V, point: voltage.L1 }
  - { at: 4, as: i32, scale: 0.001, unit: A, point: current.L1 }
  - { at: 6, as: u32, unit: Wh, point: active-energy-import, name: Import }
"""


def address(number):
    """A meter's own address on loopback."""
    number += 1
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


def polymeter(port, meters):
    """The product with so many meters and one output."""
    path = pathlib.Path(proc.folder()) / f"poller-{port}" / "polymeter.yaml"
    (path.parent / "profiles").mkdir(parents=True)
    (path.parent / "profiles" / "bench-meter.yaml").write_text(PROFILE, encoding="utf-8")
    lines = "".join(f'  m{i}: {{ profile: bench-meter, modbus: {{ poll: "tcp://{address(i)}:{port}" }} }}\n' for i in range(meters))
    path.write_text(
        f'meters:\n{lines}outputs:\n  one: {{ meter: m0, modbus: {{ serve: "tcp://127.0.0.1:{proc.free_port()}" }} }}\n'
        f"state: {path.parent}/state\nhttp: {{ listen: 127.0.0.1:{proc.free_port()} }}\n",
        encoding="utf-8",
    )
    return [servers.polymeter_command(), "run", "--config", path]


def pymodbus(port, meters):
    """A task for each meter."""
    return [servers.PYTHON, servers.BENCH / "peers" / "poller.py", port, meters]


def j2mod(port, meters):
    """A thread for each meter."""
    return servers.java("J2modPollerPeer", port, meters)


class Site:
    """So many meters, and who polls them."""

    def __init__(self, name, command, meters):
        self.name, self.size = name, meters
        port = proc.free_port()
        self.meters = proc.start([servers.BIN / "meters", port], proc.LOAD_CORE, pipes=True)
        self.log = proc.log_file(f"poller-{name}-{meters}")
        self.child = proc.start(command(port, meters), proc.SERVER_CORE, log=self.log)
        self.pid = 0

    def settle(self):
        """Waits until all are polled."""
        until = time.monotonic() + servers.PATIENCE + self.size / 100
        while True:
            if self.child.poll() is not None:
                raise servers.Failed(f"P5 {self.name}, {self.size} meters: {proc.tail(self.log)}")
            self.pid = proc.largest(self.child.pid)
            result = self.measure(3)
            if result["connections"] >= self.size and result["missed"] == 0:
                return
            if time.monotonic() > until:
                raise servers.Failed(f"P5 {self.name}, {self.size} meters, never settled: {result} {proc.tail(self.log)}")

    def measure(self, seconds):
        """One run."""
        self.meters.stdin.write(f"measure {seconds} {self.pid}\n")
        self.meters.stdin.flush()
        return json.loads(self.meters.stdout.readline())

    def stop(self):
        """Ends both."""
        proc.stop(self.child)
        proc.stop(self.meters)


def run(plan, problems):
    """One poller at a time: thousands of meters leave no room for a second."""
    pollers = {"pymodbus": pymodbus, "j2mod": j2mod}
    if servers.polymeter_command():
        pollers = {"polymeter": polymeter, **pollers}
    rows = []
    for meters in SIZES:
        for name, command in pollers.items():
            if name != "polymeter" and meters > PEERS_HOLD:
                continue
            plan.say(f"P5 {name}, {meters} meters")
            site = Site(name, command, meters)
            try:
                site.settle()
                site.measure(plan.poll_seconds)
                results = [site.measure(plan.poll_seconds) for _ in range(plan.repetitions)]
                rows.append(row(site, results, rows))
            except servers.Failed as failure:
                problems.append(str(failure))
            finally:
                site.stop()
    return rows


def row(site, results, before):
    """What is kept of one site."""
    rss = proc.rss_mb(site.pid)
    least = next((r for r in before if r["server"] == site.name), None)
    more = (rss - least["rss_mb"]) * 1024 / (site.size - least["meters"]) if least else 0
    return {
        "server": site.name,
        "meters": site.size,
        **stats.summary(results, "p50", "p99", "max", "cpu_per_poll", "cpu_ms_per_s"),
        **stats.totals(results, "polls", "missed"),
        "rss_mb": round(rss, 1),
        "kb_per_meter": round(more, 1),
    }


def table(rows):
    """The rows as text."""
    for r in rows:
        yield (
            r["server"],
            r["meters"],
            *(stats.shown({key: value / 1000 for key, value in r[name].items()}) for name in ("p50", "p99", "max")),
            r["missed"],
            stats.shown(r["cpu_per_poll"]),
            stats.shown(r["cpu_ms_per_s"]),
            stats.short(r["rss_mb"]),
            stats.short(r["kb_per_meter"]),
        )
