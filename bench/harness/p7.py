"""P7: what the history costs the disk at 1 Hz × 30 points × 3 meters, and how long a year takes to read."""

import array
import json
import math
import pathlib
import random
import shutil
import sqlite3
import subprocess

import proc
import servers
import stats

TITLE = "P7 history: 3 meters × 30 points each second, a commit a minute"
NOTE = "written: what the process caused to be sent to the disk (`write_bytes` of /proc/PID/io, journals included), per day, but for the log's index, at most 12 MB a day for each of them; on disk: the file after a clean end; a year's query of the peers is 365 times the one of the day that they hold"
HEAD = ("what", "on disk, B/value", "written, B/value", "written, MB/day", "against row per value", "year of quarter-hours, ms")

BEGIN = 1_767_225_600  # 2026-01-01 UTC
PHASES = ("", ".L1", ".L2", ".L3")
POINTS = [
    *(f"{name}{phase}" for name in ("active-power", "reactive-power", "apparent-power", "power-factor") for phase in PHASES),
    *(f"{name}{phase}" for name in ("current", "voltage") for phase in PHASES[1:]),
    "frequency",
    *(f"active-energy-import{phase}" for phase in PHASES),
    "active-energy-export",
    "reactive-energy-import",
    "reactive-energy-export",
]
METERS = ("grid", "pv", "wallbox")
SERIES = [f"{meter}/{point}" for meter in METERS for point in POINTS]


class Meter:
    """A three-phase meter with the noise and the resolution of a real one: 0.1 W, 0.001 V, 0.001 A, 0.1 Wh."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.volts = [230.0, 231.0, 229.0]
        self.hertz = 50.0
        self.drift = [300.0, 200.0, 100.0]
        self.energy = [1e6 + seed, 3e5, 4e5, 3e5, 5e5, 2e4, 1e4]

    def second(self, second):
        """The values of a second, in the order of POINTS."""
        noise = self.random.gauss
        sun = max(0.0, math.sin(math.pi * (second % 86_400 - 21_600) / 43_200)) * 2_500
        watts, vars_, amperes = [], [], []
        for phase in range(3):
            if self.random.random() < 0.002:
                self.drift[phase] = self.random.uniform(50, 2_500)
            watts.append(self.drift[phase] - sun + noise(0, 6))
            vars_.append(40 + 10 * phase + noise(0, 2))
            self.volts[phase] += noise(0, 0.04) + (230 - self.volts[phase]) * 0.002
            amperes.append(math.hypot(watts[phase], vars_[phase]) / self.volts[phase])
        self.hertz += noise(0, 0.002) + (50 - self.hertz) * 0.01
        watts, vars_ = [sum(watts), *watts], [sum(vars_), *vars_]
        volt_amperes = [math.hypot(w, v) for w, v in zip(watts, vars_)]
        for i, watt in enumerate(watts):
            self.energy[i] += max(0.0, watt) / 3600
        self.energy[4] += max(0.0, -watts[0]) / 3600
        self.energy[5] += max(0.0, vars_[0]) / 3600
        return (
            *(round(w, 1) for w in watts),
            *(round(v, 1) for v in vars_),
            *(round(va, 1) for va in volt_amperes),
            *(round(w / max(va, 0.1), 3) for w, va in zip(watts, volt_amperes)),
            *(round(a, 3) for a in amperes),
            *(round(v, 3) for v in self.volts),
            round(self.hertz, 3),
            *(round(e, 1) for e in self.energy),
        )


def samples(path, seconds):
    """Writes what all meters show each second."""
    meters = [Meter(seed) for seed in range(len(METERS))]
    with open(path, "wb") as out:
        for second in range(seconds):
            row = array.array("d")
            for meter in meters:
                row.extend(meter.second(second))
            row.tofile(out)


def ours(*arguments):
    """Runs the product's own history on the product's own libraries."""
    home = (servers.BENCH / "build" / "jdk").read_text(encoding="utf-8").strip()
    library = pathlib.Path(servers.polymeter_command()).resolve().parent / "app" / "target" / "polymeter" / "lib"
    command = [
        f"{home}/bin/java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders",
        "-cp", f"{servers.BENCH}/build/history:{library}/*", "io.polymeter.lab.bench.HistoryDisk", *arguments,
    ]  # fmt: skip
    return run_json(command)


def peer(*arguments):
    """Runs the script."""
    return run_json([servers.PYTHON, servers.BENCH / "peers" / "sqlite_rows.py", *arguments])


def run_json(command):
    """What a program prints, as JSON."""
    done = subprocess.run(
        proc.pinned(proc.SERVER_CORE, command), capture_output=True, text=True, timeout=900, check=False
    )
    if done.returncode != 0:
        raise servers.Failed(f"P7: {(done.stderr or done.stdout).strip()[-300:]}")
    return json.loads(done.stdout)


def a_year(database):
    """Repeats the day of a history until it is a year, but for the seconds."""
    base = sqlite3.connect(database)
    for table in ("minute", "quarter", "energy"):
        for day in range(1, 365):
            base.execute(
                f"INSERT OR IGNORE INTO {table} SELECT start + ?, body FROM {table} WHERE start < ?",
                (86_400 * day, BEGIN + 86_400),
            )
    base.execute("UPDATE state SET body = '' WHERE name = 'open'")
    base.commit()
    base.close()


def run(plan, problems):
    """Everybody writes the same day in turn; then a year is asked for."""
    if not servers.polymeter_command():
        return []
    quick = plan.repetitions < 11
    hours, repetitions = (2, 1) if quick else (24, 3)
    # On the disk that the repository is on: a memory file system would count nothing.
    folder = servers.BENCH / "build" / "p7"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        plan.say(f"P7: {hours} h of samples")
        samples(folder / "samples", hours * 3600)
        results = {"polymeter": [], "SQLite, row per value": [], "SQLite, row per second": []}
        for repetition in range(repetitions):
            plan.say(f"P7 {repetition + 1} of {repetitions}")
            once(folder, results)
        rows = [row(name, each, results["SQLite, row per value"], hours) for name, each in results.items()]
        if not all(r["written_mb_day"]["median"] for r in rows):
            problems.append("P7: the disk of bench/build does not count what is written to it")
        rows[0]["queries"] = queries(folder)
        return rows
    except servers.Failed as failure:
        problems.append(str(failure))
        return []
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def once(folder, results):
    """One turn of each."""
    shutil.rmtree(folder / "state", ignore_errors=True)
    measured = ours("write", folder / "state", folder / "samples", BEGIN, *SERIES)
    measured["bytes"] = (folder / "state" / "history" / "history.db").stat().st_size
    results["polymeter"].append(measured)
    for name, shape in (("SQLite, row per value", "narrow"), ("SQLite, row per second", "wide")):
        file = folder / f"{shape}.db"
        file.unlink(missing_ok=True)
        measured = peer(shape, file, folder / "samples", BEGIN, len(SERIES))
        measured["year_ms"] = peer("query", shape, file, 0)["ms"]
        results[name].append(measured)


def queries(folder):
    """How long our answers about a year take."""
    file = folder / "state" / "history" / "history.db"
    a_year(file)
    return ours("query", folder / "state", BEGIN)


def row(name, results, base, hours):
    """The figures of one way to keep samples."""
    values = hours * 3600 * len(SERIES)
    for each in results:
        each["written_mb_day"] = each["write_bytes"] * 24 / hours / 1e6
        each["disk_per_value"] = each["bytes"] / values
        each["written_per_value"] = each["write_bytes"] / values
        each["year_ms"] = each.get("year_ms", 0) * 365 * 24 / hours
    return {
        "what": name,
        **stats.summary(results, "disk_per_value", "written_per_value", "written_mb_day", "year_ms"),
        "disk_saved": stats.ratio(base, results, "bytes"),
        "written_saved": stats.ratio(base, results, "write_bytes"),
    }


def table(rows):
    """The rows as text."""
    for r in rows:
        year = r["year_ms"]["median"]
        for query in r.get("queries", []):
            if query["what"].startswith("quarter-hours"):
                year = query["ms"]
        yield (
            r["what"],
            stats.short(r["disk_per_value"]["median"]),
            stats.short(r["written_per_value"]["median"]),
            stats.shown(r["written_mb_day"]),
            f"÷ {stats.short(r['disk_saved']['median'])} on disk, ÷ {stats.short(r['written_saved']['median'])} written",
            stats.short(year),
        )
    for query in (query for r in rows for query in r.get("queries", [])):
        yield f"polymeter: {query['what']}, {query['values']} values", "", "", "", "", f"{query['ms']} (first {query['first_ms']})"
