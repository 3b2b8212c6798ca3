"""Shows that the load generator and the stamps notice a server that lies: each lie must be counted where it belongs."""

import json
import time

import proc
import servers

# the lie, and what the load generator and the stamp program must count
LIES = {
    "none": (None, None),
    "torn": ("torn", "torn"),
    "stale": (None, "stale"),
    "transaction": ("mismatched", "mismatched"),
    "unit": ("mismatched", "mismatched"),
    "short": ("mismatched", "mismatched"),
    "exception": ("exceptions", "exceptions"),
}
COUNTED = ("torn", "mismatched", "stale", "exceptions")


def wrong(result, expected):
    """True when anything but the expected was counted, or the expected was not."""
    return any((result.get(key, 0) > 0) != (key == expected) for key in COUNTED)


def stamps(port):
    """A short run of the stamp program."""
    program = proc.start([servers.BIN / "stamps"], proc.LOAD_CORE, pipes=True)
    program.stdout.readline()
    program.stdin.write(f"run {port} {port} 1 4 20 500 0 0\n")
    program.stdin.flush()
    result = json.loads(program.stdout.readline())
    proc.stop(program)
    return result


def run():
    """The lies that went unnoticed."""
    unnoticed = []
    for lie, (by_load, by_stamps) in LIES.items():
        port = proc.free_port()
        liar = proc.start([servers.PYTHON, servers.BENCH / "peers" / "liar.py", port, lie], proc.SERVER_CORE)
        until = time.monotonic() + 10
        while True:
            try:
                first = servers.load(port)
                break
            except servers.Failed:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        seen = stamps(port)
        for program, result, expected in (("load", first, by_load), ("stamps", seen, by_stamps)):
            bad = wrong(result, expected)
            print(f"{'FAILED' if bad else 'ok    '} {program:6} {lie}: {({key: result.get(key) for key in COUNTED})}")
            if bad:
                unnoticed.append(f"{program} {lie}")
        proc.stop(liar)
    return unnoticed
