"""TLS serving with client certificates: handshakes and requests, beside stunnel in front of libmodbus, and both in the clear."""

import json
import pathlib
import subprocess
import time

import proc
import servers
import stats

CONNECTIONS = (1, 8, 64)
TITLE = "TLS serving: whole handshakes one after the other, and FC03 × 125 registers in a closed loop"
NOTE = "TLS 1.3, ECDSA P-256 on both sides, client certificates; ratio: to stunnel before libmodbus, or to libmodbus; CPU of all processes of a server"
HEAD = ("server", "what", "conns", "per second", "ratio", "p50 µs", "p99 µs", "max µs", "CPU µs", "errors")
BAD = ("exceptions", "mismatched")


class Tls:
    """A server with its port in the clear and its port over TLS; the figures of both."""

    def __init__(self, name, server, port, tls_port, children):
        self.name, self.server, self.port, self.tls_port, self.children = name, server, port, tls_port, children

    def pids(self):
        """All that work for it over TLS."""
        return [self.server.pid, *(child.pid for child in self.children)]

    def tls(self, files, connections, ms, handshake):
        """One run over TLS."""
        command = [servers.BIN / "tls_load", "-p", self.tls_port, "-k", files["key"], "-x", files["certificate"], "-t", ms]
        command += ["-H"] if handshake else ["-c", connections]
        before = sum(map(proc.cpu_seconds, self.pids()))
        done = subprocess.run(
            proc.pinned(proc.LOAD_CORE, command), capture_output=True, text=True, timeout=60 + ms / 1000, check=False
        )
        if done.returncode != 0 or not done.stdout:
            raise servers.Failed(f"{self.name}: {done.stderr.strip()}")
        result = json.loads(done.stdout)
        used = sum(map(proc.cpu_seconds, self.pids())) - before
        return {**result, "server_cpu": used * 1e6 / max(1, result["requests"])}

    def plain(self, connections, ms):
        """One run in the clear."""
        return servers.load(self.port, connections, ms, self.server.pid)

    def stop(self):
        """Ends it."""
        for child in self.children:
            proc.stop(child)
        self.server.stop()


def certificate(folder, name):
    """A key and a certificate that it signs itself, in PEM files."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
         "-subj", f"/CN={name}", "-keyout", key, "-out", cert],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return {"key": key, "certificate": cert}


class Polymeter(servers.Polymeter):
    """The product with one more port; its client is trusted by the configuration."""

    def __init__(self, client):
        self.tls_port = proc.free_port()
        self.client = client
        super().__init__(devices=[f"tls://127.0.0.1:{self.tls_port}"])

    def prepare(self):
        """The same with the client's certificate."""
        command = super().prepare()
        config = pathlib.Path(command[-1])
        text = config.read_text(encoding="utf-8")
        config.write_text(
            text.replace("      serve:\n", f"      tls: {{ trust: {self.client['certificate']} }}\n      serve:\n"), encoding="utf-8"
        )
        return command


def stunnel(folder, port, client):
    """stunnel in front of a server, for clients whose certificate it has."""
    own, tls_port = certificate(folder, "stunnel"), proc.free_port()
    config = folder / "stunnel.conf"
    config.write_text(
        "foreground = yes\npid =\nsyslog = no\ndebug = 4\nsocket = l:TCP_NODELAY=1\nsocket = r:TCP_NODELAY=1\n"
        f"[modbus]\naccept = 127.0.0.1:{tls_port}\nconnect = 127.0.0.1:{port}\n"
        f"cert = {own['certificate']}\nkey = {own['key']}\n"
        f"requireCert = yes\nverifyPeer = yes\nCAfile = {client['certificate']}\n",
        encoding="utf-8",
    )
    return tls_port, proc.start(["stunnel4", config], proc.SERVER_CORE, log=proc.log_file("stunnel"))


def started(plan, problems):
    """Both servers, warmed up, and the client's files."""
    folder = pathlib.Path(proc.folder()) / "tls"
    folder.mkdir()
    client = certificate(folder, "client")
    wanted, running = [servers.libmodbus()], []
    if servers.polymeter_command():
        wanted.append(Polymeter(client))
    for server in servers.started(wanted, problems):
        if isinstance(server, Polymeter):
            running.append(Tls("polymeter", server, server.port, server.tls_port, []))
        else:
            tls_port, child = stunnel(folder, server.port, client)
            running.append(Tls("stunnel + libmodbus", server, server.port, tls_port, [child]))
    for each in list(running):
        try:
            answers(each, client)
            each.tls(client, 1, plan.warm_up_ms, True)
            for connections in CONNECTIONS:
                each.tls(client, connections, plan.warm_up_ms, False)
                each.plain(connections, plan.warm_up_ms)
        except servers.Failed as failure:
            problems.append(str(failure))
            each.stop()
            running.remove(each)
    return running, client


def answers(server, client):
    """Waits until its TLS port answers."""
    until = time.monotonic() + 20
    while True:
        try:
            server.tls(client, 1, 10, True)
            return
        except servers.Failed:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def run(plan, problems):
    """Interleaved: each server in turn for each kind of load, repetition after repetition."""
    running, client = started(plan, problems)
    results = {}
    for repetition in range(plan.repetitions):
        plan.say(f"TLS {repetition + 1}/{plan.repetitions}")
        for each in running:
            name = f"{each.name} TLS" if each.name == "polymeter" else each.name
            results.setdefault((name, "handshake", 1), []).append(each.tls(client, 1, plan.ms, True))
        for connections in CONNECTIONS:
            for each in running:
                own = each.name == "polymeter"
                name = "polymeter TLS" if own else each.name
                results.setdefault((name, "request", connections), []).append(each.tls(client, connections, plan.ms, False))
                name = "polymeter plain" if own else "libmodbus plain"
                results.setdefault((name, "request", connections), []).append(each.plain(connections, plan.ms))
    for each in running:
        each.stop()
    rows = [row(key, results) for key in results]
    problems += [f"TLS {r['server']}: {key} {r[key]}" for r in rows for key in BAD if r["server"].startswith("polymeter") and r[key]]
    return rows


def row(key, results):
    """What is kept of one server under one load."""
    name, what, connections = key
    stunnel_base = results.get(("stunnel + libmodbus", what, connections), results[key])
    base = results.get(("libmodbus plain", what, connections), results[key]) if name.endswith("plain") else stunnel_base
    return {
        "server": name,
        "what": what,
        "connections": connections,
        **stats.summary(results[key], "rate", "p50", "p99", "max", "server_cpu"),
        "ratio": stats.ratio(results[key], base, "rate"),
        "to_stunnel": stats.ratio(results[key], stunnel_base, "rate"),
        **stats.totals(results[key], "requests", *BAD),
    }


def table(rows):
    """The rows as text, by load."""
    for r in sorted(rows, key=lambda each: (each["what"], each["connections"])):
        yield (
            r["server"],
            r["what"],
            r["connections"],
            stats.shown(r["rate"]),
            stats.shown(r["ratio"]),
            stats.short(r["p50"]["median"]),
            stats.shown(r["p99"]),
            stats.short(r["max"]["median"]),
            stats.shown(r["server_cpu"]),
            sum(r[key] for key in BAD),
        )
