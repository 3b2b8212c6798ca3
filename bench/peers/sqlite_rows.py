"""What a script does that keeps samples in SQLite: a row per value, or a row per second. A commit a minute, as we do."""

import array
import json
import os
import sqlite3
import sys
import time


def written():
    """What this process caused to be written to the disk: proc(5), `write_bytes`."""
    with open("/proc/self/io", encoding="ascii") as io:
        return sum(int(line.split()[1]) for line in io if line.startswith("write_bytes:"))


def main():
    """`narrow|wide FILE SAMPLES BEGIN SERIES`; prints what it measured as JSON."""
    shape, path, samples, begin, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    before, began = written(), time.monotonic()
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = FULL")
    if shape == "narrow":
        # Clustered by time: rows are appended, and there is no index to write beside.
        base.execute("CREATE TABLE sample (time INTEGER, series INTEGER, value REAL, PRIMARY KEY (time, series)) WITHOUT ROWID")
        insert = "INSERT INTO sample VALUES (?, ?, ?)"
    else:
        base.execute(f"CREATE TABLE sample (time INTEGER PRIMARY KEY, {', '.join(f'v{i} REAL' for i in range(count))})")
        insert = f"INSERT INTO sample VALUES (?{', ?' * count})"
    second = begin
    with open(samples, "rb") as source:
        while chunk := source.read(60 * count * 8):
            values = array.array("d", chunk)
            base.execute("BEGIN")
            rows = []
            for i in range(len(values) // count):
                row = values[i * count : (i + 1) * count]
                if shape == "narrow":
                    rows.extend((second, s, value) for s, value in enumerate(row))
                else:
                    rows.append((second, *row))
                second += 1
            base.executemany(insert, rows)
            base.execute("COMMIT")
    base.close()
    print(json.dumps({"write_bytes": written() - before, "seconds": round(time.monotonic() - began, 3), "bytes": os.path.getsize(path)}))


def query():
    """`query narrow|wide FILE SERIES`: the quarter-hours of one series over all there is; prints the time."""
    shape, path, series = sys.argv[2], sys.argv[3], int(sys.argv[4])
    base = sqlite3.connect(path)
    what, where = ("value", f"WHERE series = {series}") if shape == "narrow" else (f"v{series}", "")
    began = time.monotonic()
    rows = base.execute(
        f"SELECT time / 900, min({what}), avg({what}), max({what}) FROM sample {where} GROUP BY time / 900"
    ).fetchall()
    print(json.dumps({"values": len(rows), "ms": round((time.monotonic() - began) * 1000, 1)}))


if sys.argv[1] == "query":
    query()
else:
    main()
