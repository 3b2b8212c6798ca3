"""PAGE: RTU turnaround while browsers follow the page's events, and while none does; in the same process, in turn."""

import json

import p2
import proc
import servers
import stats

READING, SILENT = 150, 50
TITLE = "PAGE RTU turnaround while 200 clients follow the page's events, 50 of which never read"
NOTE = "ratios: to the same process without listeners, in the same repetition; 125 registers"
HEAD = ("listeners", "p50 µs", "p50 ratio", "p99 µs", "p99 ratio", "max µs", "errors", "RSS MB")


class Listeners:
    """The browsers."""

    def __init__(self, port):
        command = [servers.PYTHON, servers.BENCH / "peers" / "listeners.py", port, READING, SILENT]
        self.child = proc.start(command, proc.LOAD_CORE, log=proc.log_file("listeners"), pipes=True)
        if self.child.stdout.readline().strip() != "ready":
            raise servers.Failed("the page refuses listeners")

    def stop(self):
        """What they saw."""
        self.child.stdin.close()
        seen = json.loads(self.child.stdout.readline() or '{"reading": 0}')
        proc.stop(self.child)
        return seen


def run(plan, problems):
    """Without and with listeners, in turn."""
    if not servers.polymeter_command():
        return []
    bus = servers.started([p2.PolymeterBus()], problems)[0]
    bus.measure(125, plan.rtu_requests)
    results = {"none": [], "200": []}
    memory = {}
    for repetition in range(plan.repetitions):
        plan.say(f"PAGE {repetition + 1}/{plan.repetitions}")
        results["none"].append(bus.measure(125, plan.rtu_requests))
        memory.setdefault("none", proc.rss_mb(bus.slave.pid))
        listeners = Listeners(bus.product.page)
        results["200"].append(bus.measure(125, plan.rtu_requests))
        memory["200"] = proc.rss_mb(bus.slave.pid)
        seen = listeners.stop()
        if seen["reading"] < READING:
            problems.append(f"{READING - seen['reading']} listeners that read were cut")
    bus.stop()
    return [row(name, all_, results["none"], memory[name]) for name, all_ in results.items()]


def row(name, results, base, memory):
    """What is kept of one number of listeners."""
    return {
        "listeners": name,
        **stats.summary(results, "p50", "p99", "max"),
        "p50_ratio": stats.ratio(results, base, "p50"),
        "p99_ratio": stats.ratio(results, base, "p99"),
        "rss_mb": round(memory, 1),
        **stats.totals(results, "replies", "timeouts", "exceptions", "mismatched", "torn"),
    }


def table(rows):
    """The rows as text."""
    for r in rows:
        yield (
            r["listeners"],
            stats.shown(r["p50"]),
            stats.shown(r["p50_ratio"]),
            stats.shown(r["p99"]),
            stats.shown(r["p99_ratio"]),
            stats.short(r["max"]["median"]),
            p2.errors(r),
            stats.short(r["rss_mb"]),
        )
