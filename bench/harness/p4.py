"""P4: fan-out as a master: a meter's cycle each 200 ms to many slaves, some of them in trouble."""

import json
import pathlib
import time

import proc
import servers
import stats

FLEETS = tuple((slaves, troubled) for slaves in (10, 100, 1000) for troubled in (False, True))
OUTPUT = 10
TITLE = "P4 fan-out as master: FC16 × 28 registers to each slave, every cycle of 200 ms"
NOTE = "late: beginning of the cycle's push → its arrival at a living slave; trouble: of each ten slaves one is dead, one mute, one 500 ms slow"
HEAD = ("slaves", "trouble", "late p50 ms", "late p99 ms", "late max ms", "first p50 ms", "missed", "CPU µs/write", "CPU ms/s", "RSS MB")


class Fleet:
    """The product as master of so many slaves, ten to an output."""

    def __init__(self, slaves, troubled):
        self.slaves, self.troubled = slaves, troubled
        self.name = f"{slaves}{'-troubled' if troubled else ''}"
        push = proc.free_port()
        self.program = proc.start([servers.BIN / "fanout", push, 1, slaves, int(troubled)], proc.LOAD_CORE, pipes=True)
        ports = self.program.stdout.readline().split()
        self.log = proc.log_file(f"fanout-{self.name}")
        self.child = proc.start([servers.polymeter_command(), "run", "--config", self.config(push, ports)], proc.SERVER_CORE, log=self.log)
        self.pid = 0

    def config(self, push, ports):
        """One meter that is pushed, and an output for each ten slaves."""
        path = pathlib.Path(proc.folder()) / f"fanout-{self.name}" / "polymeter.yaml"
        path.parent.mkdir()
        outputs = "".join(
            f"  out{i}:\n    meter: grid\n    modbus:\n      unit: 1\n      send: {{ power: total, energy: none }}\n      push:\n"
            + "".join(f"        - tcp://127.0.0.1:{port}\n" for port in ports[i : i + OUTPUT])
            for i in range(0, len(ports), OUTPUT)
        )
        path.write_text(
            "meters:\n  grid:\n    profile: kostal-ksem\n    modbus:\n"
            f"      push: tcp://127.0.0.1:{push}\n      from: [127.0.0.1]\n      unit: 1\noutputs:\n{outputs}"
            f"state: {path.parent}/state\nhttp: {{ listen: 127.0.0.1:{proc.free_port()} }}\n",
            encoding="utf-8",
        )
        return path

    def settle(self):
        """Cycles until every living slave gets them all."""
        until = time.monotonic() + servers.PATIENCE
        while True:
            if self.child.poll() is not None:
                raise servers.Failed(f"P4 {self.name}: {proc.tail(self.log)}")
            self.pid = proc.largest(self.child.pid)
            result = self.measure(5)
            if result["cycles"] == 5 and result["missed"] == 0:
                return
            if time.monotonic() > until:
                raise servers.Failed(f"P4 {self.name} never settled: {result} {proc.tail(self.log)}")

    def measure(self, cycles):
        """One run."""
        self.program.stdin.write(f"run {cycles} {self.pid}\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def stop(self):
        """Ends both."""
        proc.stop(self.child)
        proc.stop(self.program)


def run(plan, problems):
    """Each fleet in turn, repetition after repetition; a fleet that is not measured has nothing to do."""
    if not servers.polymeter_command():
        return []
    running = []
    for slaves, troubled in FLEETS:
        fleet = Fleet(slaves, troubled)
        try:
            fleet.settle()
            fleet.measure(plan.cycles)
            running.append(fleet)
        except servers.Failed as failure:
            problems.append(str(failure))
            fleet.stop()
    results = {fleet.name: [] for fleet in running}
    for repetition in range(plan.repetitions):
        plan.say(f"P4 {repetition + 1}/{plan.repetitions}")
        for fleet in running:
            results[fleet.name].append(fleet.measure(plan.cycles))
    rows = [row(fleet, results[fleet.name]) for fleet in running]
    for fleet in running:
        fleet.stop()
    problems += [f"P4 {r['slaves']} slaves: {r['strange']} writes were not what was pushed" for r in rows if r["strange"]]
    return rows


def row(fleet, results):
    """What is kept of one fleet."""
    return {
        "slaves": fleet.slaves,
        "troubled": fleet.troubled,
        **stats.summary(results, "p50", "p99", "max", "first_p50", "server_cpu", "cpu_ms_per_s"),
        "rss_mb": round(proc.rss_mb(fleet.pid), 1),
        **stats.totals(results, "cycles", "writes", "missed", "strange"),
    }


def ms(spread):
    """Microseconds as milliseconds."""
    return stats.shown({key: value / 1000 for key, value in spread.items()})


def table(rows):
    """The rows as text."""
    for r in rows:
        yield (
            r["slaves"],
            "3 of 10" if r["troubled"] else "none",
            *(ms(r[key]) for key in ("p50", "p99", "max", "first_p50")),
            r["missed"],
            stats.shown(r["server_cpu"]),
            stats.shown(r["cpu_ms_per_s"]),
            stats.short(r["rss_mb"]),
        )
