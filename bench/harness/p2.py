"""P2: RTU turnaround over a pseudo terminal."""

import json
import time

import proc
import servers
import stats

COUNTS = (2, 125)
GAP_US = 4000
TITLE = "P2 RTU turnaround over a pseudo terminal: request written → first byte of the reply"
NOTE = "ratios: relative to libmodbus in the same repetition; 4 ms of silence before each request"
HEAD = ("server", "registers", "p50 µs", "p50 ratio", "p99 µs", "p99 ratio", "max µs", "errors")


class Bus:
    """An RTU master with its pseudo terminal, and the slave at the other end."""

    def __init__(self, name, command):
        self.name = name
        self.log = proc.log_file(f"{name}-rtu")
        self.master = proc.start([servers.BIN / "rtu_master"], proc.LOAD_CORE, log=self.log, pipes=True)
        self.device = self.master.stdout.readline().strip()
        self.command = command
        self.slave = None

    def start(self):
        """Starts the slave and waits until it answers rightly."""
        self.slave = proc.start(self.command(self.device), proc.SERVER_CORE, log=self.log)
        until = time.monotonic() + servers.PATIENCE
        while True:
            if self.slave.poll() is not None:
                raise servers.Failed(f"{self.name} (RTU) ended: {proc.tail(self.log)}")
            result = self.measure(2, 3)
            if errors(result) == 0:
                return
            if time.monotonic() > until:
                raise servers.Failed(f"{self.name} (RTU) never answered rightly: {result} {proc.tail(self.log)}")

    def measure(self, count, requests):
        """Asks for `count` registers from 0, `requests` times."""
        self.master.stdin.write(f"measure 1 0 {count} {requests} {GAP_US}\n")
        self.master.stdin.flush()
        return json.loads(self.master.stdout.readline())

    def stop(self):
        """Ends both ends."""
        for child in (self.slave, self.master):
            if child:
                proc.stop(child)


class PolymeterBus(Bus):
    """The product with a serial output, fed by a pushing meter."""

    def __init__(self):
        self.product = None
        super().__init__("polymeter", self.prepare)

    def prepare(self, device):
        """Configures the product for the device."""
        self.product = servers.Polymeter(devices=[f"rtu://{device}"])
        return self.product.prepare()

    def stop(self):
        super().stop()
        if self.product:
            self.product.stop()


def errors(result):
    """Everything that was not a right reply."""
    return sum(result[key] for key in ("timeouts", "exceptions", "mismatched", "torn"))


def run(plan, problems):
    """Interleaved: every slave in turn, repetition after repetition."""
    wanted = [
        Bus("libmodbus", lambda device: [servers.BIN / "libmodbus_rtu", device, 1]),
        Bus("pymodbus", lambda device: [servers.PYTHON, servers.BENCH / "peers" / "rtu_server.py", device]),
    ]
    if servers.polymeter_command():
        wanted.insert(0, PolymeterBus())
    running = servers.started(wanted, problems)
    for bus in running:
        for count in COUNTS:
            bus.measure(count, plan.rtu_requests)
    results = {(b.name, c): [] for b in running for c in COUNTS}
    for repetition in range(plan.repetitions):
        plan.say(f"P2 {repetition + 1}/{plan.repetitions}")
        for count in COUNTS:
            for bus in running:
                results[bus.name, count].append(bus.measure(count, plan.rtu_requests))
    for bus in running:
        bus.stop()
    return [row(name, c, all_, results["libmodbus", c]) for (name, c), all_ in results.items()]


def row(name, count, results, base):
    """What is kept of one slave at one number of registers."""
    return {
        "server": name,
        "registers": count,
        **stats.summary(results, "p50", "p99", "max", "whole_p50", "whole_p99"),
        "p50_ratio": stats.ratio(results, base, "p50"),
        "p99_ratio": stats.ratio(results, base, "p99"),
        **stats.totals(results, "replies", "timeouts", "exceptions", "mismatched", "torn"),
    }


def table(rows):
    """The rows as text, by number of registers."""
    for r in sorted(rows, key=lambda each: each["registers"]):
        yield (
            r["server"],
            r["registers"],
            stats.shown(r["p50"]),
            stats.shown(r["p50_ratio"]),
            stats.shown(r["p99"]),
            stats.shown(r["p99_ratio"]),
            stats.short(r["max"]["median"]),
            errors(r),
        )
