"""Coverage in words."""

from __future__ import annotations

from collections.abc import Iterator

from airshield.planning.coverage.answer import Band, CoverageAnswer, TypeCoverage
from airshield.planning.coverage.options import What
from airshield.report.wording import counted, number, one_line

TITLES: dict[What, str] = {
    "seen": "Seen over the place by",
    "engaged": "Can be engaged over the place by",
    "shots": "Shots before arrival, worst side",
    "warning": "Warning, worst side",
}
UNITS: dict[What, str] = {
    "seen": "sensors",
    "engaged": "layers",
    "shots": "shots",
    "warning": "min",
}
"""Unit of the value of each quantity."""
_NOUNS: dict[What, str] = {"seen": "sensor", "engaged": "layer", "shots": "shot"}

BASIS = (
    "Shares are at central figures; low–high: with every figure at the end that is worse, or "
    "better, for the defence. Not a confidence interval, but the whole span of the figures."
)


def level_name(what: What, at_least: int) -> str:
    """Return a level in words, such as `2 layers or more`."""
    if what == "warning":
        return f"{at_least} min or more"
    return f"{counted(at_least, _NOUNS[what])} or more"


def type_name(row: TypeCoverage) -> str:
    """Return a threat type and its height."""
    return one_line(f"{row.title} at {number(row.height_m, 0)} m")


def percent(value: float) -> str:
    """Write a share as a whole percentage."""
    return f"{number(100 * value, 0)}\u00a0%"


def band_cells(band: Band | None) -> tuple[str, str]:
    """Return a share and its low–high as two cells; dashes without one."""
    if band is None:
        return "–", "–"
    return percent(band.value), f"{number(100 * band.low, 0)}–{number(100 * band.high, 0)}"


def span(band: Band) -> str:
    """Write a share with its low–high in brackets."""
    return f"{percent(band.value)} ({number(100 * band.low, 0)}–{number(100 * band.high, 0)})"


def finding(answer: CoverageAnswer) -> str:
    """Say in a sentence or two how well the mapped type is covered."""
    row = answer.types[0]
    of = "people" if answer.people > 0 else "demand"
    opening = f"{type_name(row)}: "
    asked: tuple[tuple[What, int, str], ...] = (
        ("seen", 1, "is in sight of at least one sensor over {} of the " + of),
        ("engaged", 1, "can be engaged there by at least one layer over {}"),
        ("shots", 2, "at least two shots from the worst side are possible for {}"),
        ("warning", 5, "five minutes of warning reach {}"),
    )
    words = []
    for what, level, text in asked:
        found = row.level(what, level)
        band = None if found is None else (found.people if answer.people > 0 else found.mw)
        if band is not None:
            words.append(text.format(span(band)))
    if not words:
        return opening + "nobody lives in this scenario and it has no demand; read the map."
    return opening + "; ".join(words) + "."


def notes(answer: CoverageAnswer) -> Iterator[str]:
    """Yield what must be known to read the shares."""
    run = answer.run
    yield (
        "All batteries in service and free for this one threat: what a raid leaves of it, "
        "airshield assess tells."
    )
    yield (
        f"Seen: in range for the type's radar cross-section with a probability of "
        f"{number(run.p_detect, 2)} a look, in sight, within elevation limits. Shots: one salvo "
        "after the other, each battery for itself."
    )
    yield (
        f"Worst of {run.sides} sides, each course flown straight from the edge of the map. Warning "
        f"is from the first track, less {number(run.alert_delay_s, 0)} s of alert delay."
    )
    if not run.terrain:
        yield "No terrain: a smooth Earth. Hills and buildings hide more."
    if any(not row.courses for row in answer.types):
        yield (
            "Ballistic flight has no straight course: its shots and warning are not told here; "
            "airshield assess plays them."
        )
