"""Medians with their spread."""

import statistics


def spread(values):
    """Median, least and greatest."""
    values = [float(v) for v in values]
    return {"median": round(statistics.median(values), 3), "min": round(min(values), 3), "max": round(max(values), 3)}


def summary(results, *keys):
    """The spread of each key over the repetitions."""
    return {key: spread([each[key] for each in results]) for key in keys}


def totals(results, *keys):
    """The sum of each key over the repetitions."""
    return {key: sum(each[key] for each in results) for key in keys}


def ratio(results, base, key):
    """The spread of the ratio to a peer, formed within each repetition."""
    return spread([a[key] / b[key] for a, b in zip(results, base) if b[key]])


def short(value):
    """A number with about three digits."""
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def shown(spread_of):
    """`median (min–max)`"""
    return f"{short(spread_of['median'])} ({short(spread_of['min'])}–{short(spread_of['max'])})"
