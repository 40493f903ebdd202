"""What a comparison says in words, the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from airshield.planning.answer import Estimate, Influence
from airshield.planning.comparison.answer import Comparison, Reach, Variant
from airshield.planning.comparison.compare import AS_IT_IS
from airshield.planning.measures import measure_of
from airshield.report.measure_units import unit_of
from airshield.report.wording import (
    class_title,
    full_text,
    number,
    value_text,
)


def differs(estimate: Estimate) -> bool:
    """Return whether a difference is beyond chance."""
    return not estimate.low <= 0.0 <= estimate.high


def sure_text(p: float) -> str:
    """Write a probability that came from resampling: never quite 0 or 1."""
    if p > 0.995:
        return "> 99\u00a0%"
    return "< 1\u00a0%" if p < 0.005 else f"{100 * p:.0f}\u00a0%"


def headline(found: Comparison) -> str:
    """Return the finding in a sentence."""
    title = measure_of(found.by).title
    best = found.variant(found.ranking[0])
    base = found.variant(AS_IT_IS)
    if best.name == AS_IT_IS:
        return f"No option helps: as it is, {title} is best ({_value(found, base)})."
    return (
        f"Of {len(found.variants) - 1} options, “{best.name}” helps most with {title}: "
        f"{_value(found, best)} instead of {_value(found, base)}."
    )


def _value(found: Comparison, row: Variant) -> str:
    estimate = row.values[found.by]
    return full_text(estimate, unit_of(found.by, estimate))


def certainty(found: Comparison) -> Iterator[str]:
    """Yield how sure the ranking is, and what could turn it over."""
    run, turning = found.run, found.turning
    best = found.variant(found.ranking[0])
    yield (
        f"Probability that it is the best of all: {sure_text(best.p_best[found.by])}, "
        f"from {run.replications:,} raids of each in {run.worlds} worlds, the same for all."
    )
    if run.clear:
        yield "It ended early: neighbours in the ranking differ beyond chance, or hardly at all."
    if turning is None:
        return
    yield (
        f"Against the next, “{turning.second}”, it is behind in "
        f"{_share_of_worlds(turning.worlds)} that the uncertain figures allow."
    )
    strong = [row for row in turning.influences if row.low > 0 or row.high < 0][:3]
    if strong:
        yield "What moves the difference between the two most: " + _figures(strong) + "."
    else:
        yield "No single figure moves the difference between the two beyond chance."


def _share_of_worlds(share: float) -> str:
    return f"{number(100 * share, 0)}\u00a0% of the worlds" if share else "none of the worlds"


def _figures(rows: Sequence[Influence]) -> str:
    return "; ".join(
        f"{row.figure} (rank correlation {number(row.rank_correlation, 2)})" for row in rows
    )


def why(row: Variant) -> Iterator[str]:
    """Yield what the batteries that an option adds can reach of the raid, and what they cannot."""
    if not row.added:
        return
    reached = [reach for reach in row.reach if reach.share > 0.0]
    beyond = [reach for reach in row.reach if reach.share == 0.0]
    if reached:
        yield "In reach: " + "; ".join(_within(reach) for reach in reached) + "."
    if beyond:
        yield "Out of reach on their whole way: " + "; ".join(_beyond(r) for r in beyond) + "."


def _within(reach: Reach) -> str:
    share = number(100 * reach.share, 0)
    time = f", {number(reach.window_s / 60.0, 1)} min each" if reach.window_s > 1.5 else ""
    return f"{_who(reach)} ({share}\u00a0%{time})"


def _beyond(reach: Reach) -> str:
    ending = ", which release from outside it" if reach.carriers else ""
    return _who(reach) + ending


def _who(reach: Reach) -> str:
    if reach.carriers:
        return f"the {class_title(reach.threat_class)} of “{reach.group}”"
    return f"“{reach.group}” ({class_title(reach.threat_class)})"


def difference_text(name: str, estimate: Estimate) -> str:
    """Write a difference with its sign; in words where chance could make it."""
    unit = unit_of(name, estimate, short=True)
    if estimate.low == estimate.mean == estimate.high == 0.0:
        return "none"
    text = value_text(estimate, unit)
    return text if estimate.mean < 0 else f"+{text}"
