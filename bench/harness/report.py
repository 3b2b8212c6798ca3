"""The machine, the versions, the table and the files."""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess

import goals
import servers
import stats


def output(*command):
    """What a command prints, or an empty text."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd=servers.BENCH)
        return (done.stdout or done.stderr).strip()
    except OSError:
        return ""


def machine():
    """What was measured on."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text(encoding="ascii"))
    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(memory.group(1)) / 1048576) if memory else 0,
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", ""),
    }


def versions():
    """What was measured."""
    jdk = (servers.BENCH / "build" / "jdk").read_text(encoding="utf-8").strip()
    jars = sorted(jar.stem for jar in (servers.BENCH / "build" / "jars").glob("*.jar"))
    return {
        "polymeter": output("git", "describe", "--always", "--dirty"),
        "jdk": output(f"{jdk}/bin/java", "--version").splitlines()[0],
        "gcc": output("gcc", "-dumpfullversion"),
        "libmodbus": output("dpkg-query", "-W", "-f", "${Version}", "libmodbus-dev"),
        "pymodbus": output("dpkg-query", "-W", "-f", "${Version}", "python3-pymodbus"),
        "digitalpetri": next((jar for jar in jars if jar.startswith("modbus-tcp")), ""),
        "j2mod": next((jar for jar in jars if jar.startswith("j2mod")), ""),
    }


def now():
    """UTC, to the minute."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ")


def text_table(part, rows):
    """Aligned columns for a terminal."""
    cells = [part.HEAD, *([str(cell) for cell in line] for line in part.table(rows))]
    widths = [max(len(line[i]) for line in cells) for i in range(len(part.HEAD))]
    yield part.TITLE
    yield f"  ({part.NOTE})"
    for line in cells:
        yield "  " + "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths)))


def markdown_table(part, rows):
    """The same for a document."""
    yield f"## {part.TITLE}\n"
    yield f"{part.NOTE[0].upper()}{part.NOTE[1:]}.\n"
    yield "| " + " | ".join(part.HEAD) + " |"
    yield "|---|" + "---:|" * (len(part.HEAD) - 1)
    for line in part.table(rows):
        yield "| " + " | ".join(str(cell) for cell in line) + " |"
    yield ""


def goal_lines(parts):
    """Each goal, its limit, what was measured and whether that is enough."""
    for what, limit, value, met in goals.judged(parts):
        yield what, limit, stats.short(value), "met" if met else "missed"


def save(result, path):
    """One JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def document(result, parts):
    """The text of docs/performance.md between its markers."""
    m, v, s = result["machine"], result["versions"], result["settings"]
    yield f"Measured {result['date']} on {m['cores']} cores of {m['cpu']}, {m['memory_gb']} GB, {m['system']}, kernel {m['kernel']}."
    yield f"Median (least–greatest) of {s['repetitions']} interleaved repetitions, server and load on a core each, loopback."
    yield f"Polymeter {v['polymeter']}, {v['jdk']}; gcc {v['gcc']} -O2, libmodbus {v['libmodbus']}, pymodbus {v['pymodbus']}, {v['digitalpetri']}, {v['j2mod']}.\n"
    judged = list(goal_lines(result["parts"]))
    if judged:
        yield "## Goals\n\n| goal | limit | measured | |\n|---|---:|---:|---|"
        yield from ("| " + " | ".join(line) + " |" for line in judged)
        yield ""
    for name, part in parts.items():
        if name in result["parts"]:
            yield from markdown_table(part, result["parts"][name])
