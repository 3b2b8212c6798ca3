"""P3: from an acknowledged push to its values in a reply, and whether any reply is ever torn, wrong or old."""

import json

import proc
import servers
import stats

RATES = (5, 0)
READERS = 8
TITLE = "P3 push to visible: FC16 of stamped values, read back by 8 TCP connections (and one RTU master) without pause"
NOTE = "visible: acknowledgement → first reply with the value; stale: an older value in a reply to a later request"
HEAD = ("server", "pushes/s", "reads", "visible p99 µs", "RTU visible p99 µs", "ack p99 µs", "torn", "mismatched", "stale", "back", "refused")
BAD = ("torn", "mismatched", "stale", "back", "exceptions", "refused", "timeouts", "lost")


class Watched:
    """A server with the program that pushes to it and reads from it."""

    def __init__(self, make):
        self.log = proc.log_file("stamps")
        self.stamps = proc.start([servers.BIN / "stamps"], proc.LOAD_CORE, log=self.log, pipes=True)
        self.server = make(self.stamps.stdout.readline().strip())
        self.name = self.server.name
        self.rtu = isinstance(self.server, servers.Polymeter)

    def start(self):
        """Starts the server; the product is fed by a meter only until it has answered once."""
        self.server.start()
        if self.rtu:
            proc.stop(self.server.helpers.pop())

    def measure(self, rate, ms, reads=0):
        """One run."""
        s = self.server
        self.stamps.stdin.write(f"run {s.push_port} {s.port} 1 {READERS} {rate} {ms} {reads} {int(self.rtu)}\n")
        self.stamps.stdin.flush()
        line = self.stamps.stdout.readline()
        if not line:
            raise servers.Failed(f"{self.name}: {proc.tail(self.log)} {proc.tail(s.log)}")
        return json.loads(line)

    def stop(self):
        """Ends both."""
        self.server.stop()
        proc.stop(self.stamps)


def run(plan, problems):
    """Interleaved, at the pace of a meter and as fast as pushes are acknowledged."""
    makers = [lambda _: servers.reference(), lambda _: servers.libmodbus(), lambda _: servers.pymodbus()]
    if servers.polymeter_command():
        makers.insert(0, lambda device: servers.Polymeter(devices=[f"rtu://{device}"]))
    running = servers.started([Watched(make) for make in makers], problems)
    for each in running:
        each.measure(0, plan.warm_up_ms)
    results = {(w.name, rate): [] for w in running for rate in RATES}
    for repetition in range(plan.repetitions):
        plan.say(f"P3 {repetition + 1}/{plan.repetitions}")
        for rate in RATES:
            for watched in running:
                results[watched.name, rate].append(watched.measure(rate, plan.push_ms))
    rows = [row(name, rate, all_) for (name, rate), all_ in results.items()]
    if plan.reads:
        rows += [long_row(watched, plan) for watched in running if watched.rtu]
    for watched in running:
        watched.stop()
    problems += [f"P3 {r['server']}: {key} {r[key]}" for r in rows if r["server"] == "polymeter" for key in BAD if r[key]]
    return rows


def long_row(watched, plan):
    """Half of the reads at a meter's pace, half while pushing as fast as it can."""
    plan.say(f"P3 {plan.reads} reads")
    halves = [watched.measure(rate, 900_000, plan.reads // 2) for rate in RATES]
    return {**row(watched.name, "5, then as acked", halves), "long": True}


def row(name, rate, results):
    """What is kept of one server at one pace."""
    return {
        "server": name,
        "pushes_per_second": rate or "as acked",
        **stats.summary(
            results, "rate", "ack_p50", "ack_p99", "visible_p50", "visible_p99", "visible_max", "rtu_visible_p50", "rtu_visible_p99"
        ),
        **stats.totals(results, "reads", "rtu_reads", "pushes", *BAD),
    }


def table(rows):
    """The rows as text."""
    for r in sorted(rows, key=lambda each: str(each["pushes_per_second"])):
        yield (
            r["server"],
            r["pushes_per_second"],
            r["reads"] + r["rtu_reads"],
            stats.shown(r["visible_p99"]),
            stats.shown(r["rtu_visible_p99"]) if r["rtu_reads"] else "–",
            stats.shown(r["ack_p99"]),
            *(r[key] for key in ("torn", "mismatched", "stale", "back")),
            r["refused"] + r["exceptions"] + r["timeouts"] + r["lost"],
        )
