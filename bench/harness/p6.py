"""P6: the footprint of a bridge from a KSEM to an inverter's RS485: start, memory, CPU; beside a pymodbus script that does the same."""

import json
import time

import proc
import servers
import stats

TITLE = "P6 footprint of the KSEM bridge: a meter pushes 5/s and is polled, an inverter asks on RTU 5/s"
NOTE = "start: exec → first correct RTU reply, pushed registers and polled energies; CPU: ms per second of that work; ratio: first reply, to the script's"
HEAD = ("bridge", "first reply ms", "ratio", "energies ms", "stop ms", "RSS MB", "after s", "CPU ms/s", "wrong", "silent")


class Bridge:
    """One start of a bridge, with the meter it polls."""

    def __init__(self, name, command):
        self.name = name
        self.log = proc.log_file(f"{name}-bridge")
        push, poll = proc.free_port(), proc.free_port()
        self.meter = proc.start([servers.BIN / "epoll_server", poll, "ksem"], proc.LOAD_CORE)
        # The device is known only once the program runs, so the command is a shell line that waits in a file.
        script = f"{proc.folder()}/{name}-{push}.sh"
        starter = [servers.BIN / "startup", push, *proc.pinned(proc.SERVER_CORE, ["/bin/sh", script])]
        self.consumer = proc.start(starter, proc.LOAD_CORE, log=self.log, pipes=True)
        device = self.consumer.stdout.readline().strip()
        with open(script, "w", encoding="utf-8") as line:
            line.write("exec " + " ".join(str(word) for word in command(push, poll, device)) + "\n")

    def start(self):
        """Starts it and waits for both kinds of right reply."""
        self.consumer.stdin.write("go\n")
        self.consumer.stdin.flush()
        line = self.consumer.stdout.readline()
        first = json.loads(line) if line else {}
        if first.get("live_ms", -1) < 0 or first["energy_ms"] < 0:
            self.stop()
            raise servers.Failed(f"{self.name}: no right reply {line} {proc.tail(self.log)}")
        return first

    def stop(self):
        """Ends it; what the consumer saw since both replies were right."""
        last = {}
        if self.consumer.poll() is None:
            self.consumer.stdin.close()
            last = json.loads(self.consumer.stdout.readline() or "{}")
        proc.stop(self.consumer)
        proc.stop(self.meter)
        return last


def polymeter(push, poll, device):
    """The product with the shape of examples/ksem-airbridge.yaml."""
    source = f"      push: tcp://127.0.0.1:{push}\n      poll: tcp://127.0.0.1:{poll}\n      unit: 1\n"
    config = servers.write_config(f"bridge-{push}", source, f"      serve: rtu://{device}\n      unit: 1\n")
    return [servers.polymeter_command(), "run", "--config", config]


def script(push, poll, device):
    """The script."""
    return [servers.PYTHON, servers.BENCH / "peers" / "airbridge.py", push, poll, device]


def run(plan, problems):
    """Starts in turn, then both at once for the memory and the CPU."""
    bridges = {"pymodbus script": script}
    if servers.polymeter_command():
        bridges = {"polymeter": polymeter, **bridges}
    results = {name: [] for name in bridges}
    for repetition in range(plan.repetitions + 1):  # the first warms the disk and is not kept
        plan.say(f"P6 {repetition}/{plan.repetitions}")
        for name, command in bridges.items():
            try:
                bridge = Bridge(name, command)
                results[name].append({**bridge.start(), **bridge.stop()})
            except servers.Failed as failure:
                problems.append(str(failure))
    rest = at_rest({name: command for name, command in bridges.items() if len(results[name]) > 1}, plan, problems)
    base = results["pymodbus script"][1:]
    return [row(name, results[name][1:], base, rest[name]) for name in rest]


def at_rest(bridges, plan, problems):
    """Memory at the end and CPU after the first quarter, of all bridges side by side."""
    running = {name: Bridge(name, command) for name, command in bridges.items()}
    pids, before, rest = {}, {}, {}
    for name, bridge in running.items():
        pids[name] = bridge.start()["pid"]
    plan.say(f"P6 {plan.rest_seconds} s at rest")
    time.sleep(plan.rest_seconds / 4)
    start = time.monotonic()
    for name, pid in pids.items():
        before[name] = proc.cpu_seconds(pid)
    time.sleep(plan.rest_seconds * 3 / 4)
    for name, pid in pids.items():
        used = proc.cpu_seconds(pid) - before[name]
        rest[name] = {
            "rss_mb": round(proc.rss_mb(pid), 1),
            "rss_after_s": plan.rest_seconds,
            "cpu_ms_per_s": round(1000 * used / (time.monotonic() - start), 2),
        }
    for name, bridge in running.items():
        rest[name].update(bridge.stop())
        if name == "polymeter" and rest[name]["wrong"]:
            problems.append(f"P6 polymeter: {rest[name]['wrong']} wrong replies")
    return rest


def row(name, results, base, rest):
    """What is kept of one bridge."""
    return {
        "server": name,
        **stats.summary(results, "live_ms", "energy_ms", "stop_ms"),
        "ratio": stats.ratio(results, base, "live_ms"),
        **{key: rest[key] for key in ("rss_mb", "rss_after_s", "cpu_ms_per_s", "replies", "exceptions", "wrong", "silent")},
    }


def table(rows):
    """The rows as text."""
    for r in rows:
        yield (
            r["server"],
            stats.shown(r["live_ms"]),
            stats.shown(r["ratio"]),
            stats.shown(r["energy_ms"]),
            stats.shown(r["stop_ms"]),
            stats.short(r["rss_mb"]),
            r["rss_after_s"],
            f"{r['cpu_ms_per_s']:.2f}",
            r["wrong"],
            r["silent"],
        )
