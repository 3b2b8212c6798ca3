"""bench/run: what is measured, in which order, and where the figures go."""

import argparse
import json
import pathlib
import sys
import time

import check
import curves
import p1
import p2
import p3
import p4
import p5
import p6
import p7
import p8
import page
import proc
import report
import servers
import tls

PARTS = {"P1": p1, "P2": p2, "P3": p3, "P4": p4, "P5": p5, "P6": p6, "P7": p7, "P8": p8, "PAGE": page, "TLS": tls}
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


class Plan:
    """How long and how often."""

    def __init__(self, options):
        quick = options.quick
        self.repetitions = options.repetitions or (3 if quick else 11)
        self.ms = 400 if quick else 1000
        self.warm_up_ms = 1000 if quick else 4000
        self.rtu_requests = 100 if quick else 400
        self.push_ms = 1000 if quick else 4000
        self.cycles = 15 if quick else 50
        self.poll_seconds = 5 if quick else 10
        self.rest_seconds = 20 if quick else 600
        self.reads = options.reads
        self.started = time.monotonic()

    def say(self, what):
        """Progress, on the error stream."""
        print(f"[{time.monotonic() - self.started:5.0f} s] {what}", file=sys.stderr, flush=True)


def parse():
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Polymeter beside its peers, interleaved, on loopback.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {' '.join(PARTS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="3 short repetitions, to see that everything works")
    parser.add_argument("--repetitions", type=int, default=0, metavar="N", help="default 11, quick 3")
    parser.add_argument("--reads", type=int, default=0, metavar="N", help="P3: also read N times and count what is torn")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="default bench/results/DATE.json, quick: not kept")
    parser.add_argument("--document", type=pathlib.Path, metavar="FILE", help="also put the tables into this Markdown file")
    parser.add_argument("--from-json", type=pathlib.Path, metavar="FILE", help="measure nothing: show this result")
    parser.add_argument("--check", action="store_true", help="measure nothing: show that a lying server is noticed")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"{part}: choose from {' '.join(PARTS)}")
    return options


def measure(options):
    """Runs the parts; a dictionary that becomes the JSON file."""
    plan, problems = Plan(options), []
    if not servers.polymeter_command():
        problems.append("polymeter is not built: only the peers were measured")
    idle = idle_share()
    if idle < 0.9:
        problems.append(f"the machine was busy before the start: {idle:.0%} idle")
    parts = {name: PARTS[name].run(plan, problems) for name in PARTS if not options.parts or name in options.parts}
    return {
        "date": report.now(),
        "machine": report.machine(),
        "versions": report.versions(),
        "settings": {"quick": options.quick, **{k: v for k, v in vars(plan).items() if k != "started"}},
        "idle_before": round(idle, 3),
        "problems": problems,
        "parts": parts,
    }


def idle_share():
    """The idle share of all cores over a second."""

    def read():
        with open("/proc/stat", encoding="ascii") as stat:
            fields = [int(word) for word in stat.readline().split()[1:9]]
        return fields[3] + fields[4], sum(fields)

    before = read()
    time.sleep(1)
    after = read()
    return (after[0] - before[0]) / max(1, after[1] - before[1])


def into(document, result):
    """Replaces what stands between the markers of a document, which is begun if it is not there."""
    source = document if document.exists() else pathlib.Path(__file__).with_name("performance.md")
    text = source.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    _, foot = rest.split(END, 1)
    body = "\n".join([*report.document(result, PARTS), *curves.draw(result, document.parent / "performance")])
    document.write_text(f"{head}{BEGIN}\n{body}{END}{foot}", encoding="utf-8")


def main():
    """Measures or loads, shows, keeps; 1 when something could not be measured or Polymeter answered wrongly."""
    options = parse()
    proc.stop_on_signals()
    if options.check:
        return 1 if check.run() else 0
    if options.from_json:
        result = json.loads(options.from_json.read_text(encoding="utf-8"))
    else:
        result = measure(options)
        path = options.json or (None if options.quick else servers.BENCH / "results" / f"{result['date'].replace(':', '')}.json")
        if path:
            report.save(result, path)
            print(f"kept in {path}", file=sys.stderr)
    for name, rows in result["parts"].items():
        print("\n".join(report.text_table(PARTS[name], rows)) + "\n")
    for line in report.goal_lines(result["parts"]):
        print("{:62} {:>8} {:>8}  {}".format(*line))
    for problem in result["problems"]:
        print(f"! {problem}")
    if options.document:
        into(options.document, result)
    return 1 if result["problems"] else 0


sys.exit(main())
