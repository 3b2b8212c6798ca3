"""P1: Modbus TCP serving, FC03 of 125 registers, in a closed loop."""

import proc
import servers
import stats

CONNECTIONS = (1, 8, 64, 512)
TITLE = "P1 Modbus TCP serving: FC03 × 125 registers, closed loop"
NOTE = "ratio: requests/s relative to the reference in the same repetition; CPU: server µs per request"
HEAD = ("server", "conns", "requests/s", "ratio", "p50 µs", "p99 µs", "max µs", "CPU µs", "RSS MB", "errors")


def run(plan, problems):
    """Interleaved: every server in turn, at each number of connections, repetition after repetition."""
    wanted = [servers.reference(), servers.libmodbus(), servers.pymodbus(), servers.digitalpetri(), servers.j2mod()]
    if servers.polymeter_command():
        wanted.insert(0, servers.Polymeter())
    running = servers.started(wanted, problems)
    for server in list(running):
        warm_up(server, plan, running, problems)
    results = {(s.name, c): [] for s in running for c in CONNECTIONS}
    for repetition in range(plan.repetitions):
        plan.say(f"P1 {repetition + 1}/{plan.repetitions}")
        for connections in CONNECTIONS:
            for server in running:
                results[server.name, connections].append(servers.load(server.port, connections, plan.ms, server.pid))
    memory = {s.name: proc.rss_mb(s.pid) for s in running}
    for server in running:
        server.stop()
    return [row(name, c, results, memory[name]) for name, c in results]


def warm_up(server, plan, running, problems):
    """Lets a JIT compiler finish, at each number of connections."""
    try:
        for connections in CONNECTIONS:
            servers.load(server.port, connections, plan.warm_up_ms)
    except servers.Failed as failure:
        problems.append(f"{server.name}: {failure}")
        server.stop()
        running.remove(server)


def row(name, connections, all_results, memory):
    """What is kept of one server at one number of connections."""
    results = all_results[name, connections]
    reference = all_results["C epoll (reference)", connections]
    libmodbus = all_results["libmodbus", connections]
    return {
        "server": name,
        "connections": connections,
        **stats.summary(results, "rate", "p50", "p99", "max", "server_cpu", "load_cpu", "least"),
        "ratio": stats.ratio(results, reference, "rate"),
        "rate_to_libmodbus": stats.ratio(results, libmodbus, "rate"),
        "p99_to_libmodbus": stats.ratio(results, libmodbus, "p99"),
        "rss_mb": round(memory, 1),
        **stats.totals(results, "requests", "exceptions", "mismatched", "torn", "lost"),
    }


def table(rows):
    """The rows as text, by number of connections."""
    for r in sorted(rows, key=lambda each: each["connections"]):
        yield (
            r["server"],
            r["connections"],
            stats.shown(r["rate"]),
            stats.shown(r["ratio"]),
            stats.short(r["p50"]["median"]),
            stats.shown(r["p99"]),
            stats.short(r["max"]["median"]),
            stats.shown(r["server_cpu"]),
            stats.short(r["rss_mb"]),
            r["exceptions"] + r["mismatched"] + r["torn"] + r["lost"],
        )
