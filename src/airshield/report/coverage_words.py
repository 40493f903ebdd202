"""Coverage in words."""

from __future__ import annotations

from collections.abc import Iterator

from airshield.planning.coverage.answer import Band, CoverageAnswer, Level, TypeCoverage
from airshield.planning.coverage.options import What
from airshield.report.wording import counted, number, one_line

TITLES: dict[What, str] = {
    "seen": "Seen over the place by",
    "engaged": "Can be engaged over the place by",
    "shots": "Shots before arrival, worst side",
    "warning": "Warning, worst side",
}
MAP_TITLES: dict[What, str] = {
    "seen": "Sensors that see it there",
    "engaged": "Layers that can engage it there",
    "shots": "Shots before it arrives, were it to start there",
    "warning": "Minutes of warning, were it to start there",
}
UNITS: dict[What, str] = {
    "seen": "sensors",
    "engaged": "layers",
    "shots": "shots",
    "warning": "min",
}
"""Unit of the value of each quantity."""
HEADINGS: dict[What, str] = {
    "seen": "Who sees it",
    "engaged": "Who can engage it",
    "shots": "How many shots",
    "warning": "How much warning",
}
MEANINGS: dict[What, str] = {
    "seen": (
        "Sensors, standing alone and of batteries, that see the threat over a place: in range for "
        "its radar cross-section, above the horizon and the terrain, within elevation limits."
    ),
    "engaged": (
        "Layers of the shield with at least one battery whose envelope, heights and sight line "
        "allow an intercept over a place. Shortest ranges leave holes, and so does the horizon."
    ),
    "shots": (
        "Salvos that all batteries together can fire, each one after the other (shoot, look, "
        "shoot), at a threat that starts at a place and flies straight to the nearest asset. The "
        "table asks it of where people live, from the side on which fewest shots are possible."
    ),
    "warning": (
        "Minutes from the first confirmed track to arrival at the nearest asset, less the delay of "
        "the alert, of a threat that starts at a place. The table: towards where people live, from "
        "the side with least warning."
    ),
}
KEY_LEVELS: tuple[tuple[What, int], ...] = (
    ("seen", 1),
    ("engaged", 1),
    ("shots", 2),
    ("warning", 5),
)
"""What tables of types show of each quantity."""
LIMITS = (
    "Not a prediction of a raid: a battery busy with another threat, empty or out of service "
    "covers nothing. Only the assessment plays that.",
    "Not a map of real defences. Positions are those of the scenario, figures are public or "
    "assumed.",
    "Kill probabilities do not enter: a shot is a chance, not a kill.",
)
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


def shares_of(answer: CoverageAnswer) -> str:
    """Say what shares are of."""
    of = [name for name, held in (("people", answer.people), ("demand", answer.demand_mw)) if held]
    return "share of " + " and of ".join(of or ["nothing"])


def percent(value: float) -> str:
    """Write a share as a whole percentage."""
    return f"{number(100 * value, 0)}\u00a0%"


def band_cells(band: Band | None) -> tuple[str, str]:
    """Return a share and its low–high as two cells; dashes without one."""
    if band is None:
        return "–", "–"
    return percent(band.value), ends(band)


def ends(band: Band) -> str:
    """Write the low–high of a share."""
    return f"{number(100 * band.low, 0)}–{number(100 * band.high, 0)}"


def of_most(level: Level | None, answer: CoverageAnswer) -> Band | None:
    """Return a level's share of the people, or of the demand where nobody lives."""
    if level is None:
        return None
    return level.people if answer.people > 0 else level.mw


def span(band: Band) -> str:
    """Write a share with its low–high in brackets."""
    return f"{percent(band.value)} ({ends(band)})"


def finding(answer: CoverageAnswer) -> str:
    """Say in a sentence how well the mapped type is covered."""
    row = answer.types[0]
    of = "people" if answer.people > 0 else "demand"
    asked: tuple[tuple[What, int, str], ...] = (
        ("seen", 1, "seen over {} of the " + of),
        ("engaged", 1, "in reach of some layer over {}"),
        ("shots", 2, "met by two shots or more even on the worst approach for {}"),
        ("warning", 5, "with five minutes of warning for {}"),
    )
    words = []
    for what, level, text in asked:
        band = of_most(row.level(what, level), answer)
        if band is not None:
            words.append(text.format(span(band)))
    name = one_line(row.title.split(" (")[0])
    opening = f"{name} at {number(row.height_m, 0)} m"
    if not words:
        return f"{opening}: nobody lives in this scenario and it has no demand; read the maps."
    return f"{opening}: " + ", ".join(words) + "."


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
    if len(answer.types) > 1:
        yield (
            "The map ends where the lowest-flying type is out of everybody's reach. Courses of the "
            "other types begin there, too; a type named alone gets a map of its own."
        )
    if not run.terrain:
        yield "No terrain: a smooth Earth. Hills and buildings hide more."
    if any(not row.courses for row in answer.types):
        yield (
            "Ballistic flight has no straight course: its shots and warning are not told here; "
            "airshield assess plays them."
        )
