"""P8: decoding and encoding the KSEM's 148 pushed registers, in JMH; what is allocated beside the new picture."""

import json
import pathlib
import subprocess

import proc
import servers

TITLE = "P8 profile codec: the KSEM's 148 pushed registers"
NOTE = "JMH, average time on one core; allocated: bytes per operation, the result itself among them; copy: a result and its builder alone, without a register being read"
HEAD = ("operation", "ns", "± 99.9 %", "allocated B")
PACKAGE = "io.polymeter.lab.bench.CodecBenchmark."


def run(plan, problems):
    """One fork of the virtual machine for each operation."""
    launcher = servers.polymeter_command()
    if not launcher:
        return []
    plan.say("P8")
    library = pathlib.Path(launcher).resolve().parent / "app" / "target" / "polymeter" / "lib"
    home = (servers.BENCH / "build" / "jdk").read_text(encoding="utf-8").strip()
    build = servers.BENCH / "build"
    result = pathlib.Path(proc.folder()) / "p8.json"
    time = ["-wi", "2", "-i", "3", "-w", "200ms", "-r", "200ms"] if plan.repetitions < 11 else []
    command = [
        f"{home}/bin/java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders",
        "-cp", f"{build}/jmh:{library}/*:{build}/jars/*", "org.openjdk.jmh.Main", PACKAGE,
        "-prof", "gc", "-rf", "json", "-rff", result, *time,
    ]  # fmt: skip
    done = subprocess.run(
        proc.pinned(proc.SERVER_CORE, command), capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode != 0 or not result.exists():
        problems.append(f"P8: {(done.stderr or done.stdout).strip()[-300:]}")
        return []
    return [row(each) for each in json.loads(result.read_text(encoding="utf-8"))]


def row(measured):
    """What is kept of one operation."""
    score = measured["primaryMetric"]
    return {
        "what": measured["benchmark"].removeprefix(PACKAGE),
        "ns": round(score["score"], 1),
        "error_ns": round(float(score["scoreError"]), 1),
        "bytes": round(measured["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]),
    }


def table(rows):
    """The rows as text."""
    for r in rows:
        yield r["what"], f"{r['ns']:.0f}", f"{r['error_ns']:.0f}", r["bytes"]
