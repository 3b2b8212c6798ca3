"""Cost curves as pictures: what ten times the work costs. Both axes are logarithmic, so what is in proportion is a straight line."""

import math

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 320, 60, 40, 30, 130
COLOURS = ("#1f6feb", "#d1242f", "#8250df", "#1a7f37")


def _scale(values, low, high):
    """A function from values to places, over whole powers of ten."""
    least, most = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    most = max(most, least + 1)
    return lambda v: low + (math.log10(v) - least) / (most - least) * (high - low), range(least, most + 1)


def svg(title, series):
    """A picture of {name: [(work, cost), …]}."""
    points = [p for each in series.values() for p in each]
    x, decades = _scale([p[0] for p in points], LEFT, WIDTH - RIGHT)
    y, levels = _scale([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/><text x="{LEFT}" y="18">{title}</text>'
    for power in decades:
        at = x(10**power)
        yield f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#d0d7de"/><text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10**power:g}</text>'
    for power in levels:
        at = y(10**power)
        yield f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#d0d7de"/><text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10**power:g}</text>'
    for (name, each), colour in zip(series.items(), COLOURS):
        line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in each)
        yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in each)
        yield f'<text x="{x(each[-1][0]) + 8:.1f}" y="{y(each[-1][1]) + 4:.1f}" fill="{colour}">{name}</text>'
    yield "</svg>"


def polling(rows):
    """The two pictures of P5, by file name."""
    for key, name, title in (
        ("cpu_ms_per_s", "p5-cpu.svg", "Meters polled each second → CPU, ms per second"),
        ("rss_mb", "p5-memory.svg", "Meters polled each second → memory, MB"),
    ):
        series = {}
        for row in rows:
            value = row[key]["median"] if isinstance(row[key], dict) else row[key]
            series.setdefault(row["server"], []).append((row["meters"], value))
        yield name, title, series


def draw(result, folder):
    """Writes the pictures of a result; lines that show them in a document of that folder's parent."""
    rows = result["parts"].get("P5", [])
    for name, title, series in polling(rows) if rows else ():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join(svg(title, series)) + "\n", encoding="utf-8")
        yield f"![{title}]({folder.name}/{name})\n"
