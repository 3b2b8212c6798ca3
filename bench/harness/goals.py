"""What was promised, beside what was measured. Ratios are medians over the repetitions."""


def _p1(rows):
    for r in (r for r in rows if r["server"] == "polymeter"):
        at = f"P1 at {r['connections']} connections:"
        yield f"{at} requests/s, of the C reference", "≥ 1.0", r["ratio"]["median"], r["ratio"]["median"] >= 1.0
        if r["connections"] == 64:
            over = r["rate_to_libmodbus"]["median"]
            yield f"{at} requests/s, of libmodbus", "≥ 1.3", over, over >= 1.3
        p99 = r["p99_to_libmodbus"]["median"]
        yield f"{at} p99, of libmodbus", "≤ 1.0", p99, p99 <= 1.0


def _p2(rows):
    for r in (r for r in rows if r["server"] == "polymeter"):
        ratio = r["p99_ratio"]["median"]
        yield f"P2 with {r['registers']} registers: p99, of libmodbus", "≤ 1.1", ratio, ratio <= 1.1


def _p3(rows):
    rows = [r for r in rows if r["server"] == "polymeter"]
    for r in rows:
        at = f"P3 at {r['pushes_per_second']} pushes/s:"
        for key, how in (("visible_p99", "TCP"), ("rtu_visible_p99", "RTU")):
            yield f"{at} visible on {how}, p99 µs", "< 1000", r[key]["median"], r[key]["median"] < 1000
    if rows:
        reads = sum(r["reads"] + r["rtu_reads"] for r in rows)
        short = "" if reads >= 10_000_000 else ", fewer than the 10⁷ of the goal"
        for key in ("torn", "mismatched"):
            total = sum(r[key] for r in rows)
            yield f"P3 {key} replies in {reads} reads{short}", "0", total, total == 0


def _p4(rows):
    for r in rows:
        at = f"P4 with {r['slaves']} slaves{', 3 of 10 in trouble' if r['troubled'] else ''}:"
        late = r["p99"]["median"] / 1000
        yield f"{at} cycle → living slave, p99 ms", "≤ 20", late, late <= 20
        yield f"{at} cycles that a living slave missed", "0", r["missed"], r["missed"] == 0


def _p5(rows):
    for r in (r for r in rows if r["server"] == "polymeter"):
        at = f"P5 with {r['meters']} meters:"
        late = r["p99"]["median"] / 1000
        yield f"{at} poll later than due, p99 ms", "≤ 50", late, late <= 50
        if r["meters"] == 10_000:
            cpu = r["cpu_ms_per_s"]["median"] / 10
            yield f"{at} CPU, % of a core", "≤ 60", cpu, cpu <= 60
            yield f"{at} memory, MB", "≤ 400", r["rss_mb"], r["rss_mb"] <= 400


def _tls(rows):
    for r in (r for r in rows if r["server"] == "polymeter TLS"):
        at = "handshakes/s" if r["what"] == "handshake" else f"requests/s at {r['connections']} connections"
        ratio = r["to_stunnel"]["median"]
        yield f"TLS {at}, of stunnel before libmodbus", "≥ 1.0", ratio, ratio >= 1.0


def _p6(rows):
    rows = {r["server"]: r for r in rows}
    if len(rows) == 2:
        own, other = rows["polymeter"], rows["pymodbus script"]
        start = own["live_ms"]["median"]
        yield "P6 exec → first correct reply, ms", "≤ 200", start, start <= 200
        yield f"P6 memory after {own['rss_after_s']} s, MB", "≤ 56", own["rss_mb"], own["rss_mb"] <= 56
        cpu = own["cpu_ms_per_s"] / other["cpu_ms_per_s"]
        yield "P6 CPU, of the script", "≤ 1.0", cpu, cpu <= 1.0


def _p7(rows):
    for r in (r for r in rows if r["what"] == "polymeter"):
        for key, what in (("disk_saved", "bytes on disk"), ("written_saved", "bytes written")):
            saved = r[key]["median"]
            yield f"P7 {what}: row per value, of ours", "≥ 10", saved, saved >= 10


def judged(parts):
    """Goal, limit, measured value, and whether it is met."""
    for name, judge in (("P1", _p1), ("P2", _p2), ("P3", _p3), ("P4", _p4), ("P5", _p5), ("P6", _p6), ("P7", _p7), ("TLS", _tls)):
        yield from judge(parts.get(name, []))
