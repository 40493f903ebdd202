"""The report as one self-contained page that needs no network, no script and no other file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from airshield.files.output import write_text
from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from airshield.planning.answer import Answer, PowerPoint
from airshield.report import headline, ranking
from airshield.report.canvas import Picture
from airshield.report.figures import aftermath, confidence, leakage, maps, raid, systems
from airshield.report.land import Outline
from airshield.report.page import environment, trusted

CONTENTS = (
    ("key", "Key numbers"),
    ("leakage", "What gets through"),
    ("rounds", "Rounds used"),
    ("layers", "Layers"),
    ("cost", "Cost"),
    ("timeline", "Over time"),
    ("map", "Map"),
    ("power", "Power and people"),
    ("warning", "Warning"),
    ("sure", "How sure"),
    ("reported", "Reported"),
    ("assumptions", "Figures"),
    ("limits", "Limits"),
    ("again", "Again"),
)
"""Sections by anchor, in their order."""
MOST_POWER_ROWS = 9
"""Rows of the power table; the figure has every point."""


def write_report(
    path: Path,
    answer: Answer,
    scenario: Scenario,
    catalogue: Catalogue,
    outline: Outline | None = None,
) -> None:
    """Write the report of an assessment.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    answer, scenario, catalogue
        What was found, and what it was found for.
    outline
        Land to draw, as ``files.geojson.read_outline`` gives it; None draws the world's coast.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, report_page(answer, scenario, catalogue, outline))


def report_page(
    answer: Answer,
    scenario: Scenario,
    catalogue: Catalogue,
    outline: Outline | None = None,
) -> str:
    """Return the report as HTML; the same answer gives the same bytes."""
    pictures = _pictures(answer, scenario, catalogue, outline)
    layers = ranking.kills_by_layer(answer)
    template = environment().get_template("report.html.j2")
    return template.render(
        answer=answer,
        run=answer.run,
        scenario=scenario,
        own_outline=outline is not None,
        pictures=pictures,
        headline=headline.headline(answer),
        certainty=headline.certainty(answer),
        consequences=headline.consequences(answer),
        caveats=headline.caveats(answer),
        uncertainty=headline.uncertainty(answer),
        limits=headline.LIMITS,
        cost_caveat=headline.COST_CAVEAT,
        contents=[c for c in CONTENTS if _has_section(c[0], answer, pictures)],
        worst_hour=max(answer.power, key=lambda p: p.people.mean, default=None),
        power_rows=_some(answer.power),
        assets=ranking.worst_assets(answer),
        systems=ranking.in_layer_order(answer),
        paying=[row for row in ranking.in_layer_order(answer) if row.cost_eur.mean > 0],
        layers=layers,
        stopped_classes=list(dict.fromkeys(name for row in layers.values() for name in row)),
        districts=ranking.shortest_warning(answer),
        any_aborted=any(row.aborted.mean > 0 for row in (*answer.classes, *answer.groups)),
        any_returned=any(row.returned.mean > 0 for row in (*answer.classes, *answer.groups)),
        standings=sorted(Counter(row.standing for row in answer.assumptions).items()),
    )


def _pictures(
    answer: Answer,
    scenario: Scenario,
    catalogue: Catalogue,
    outline: Outline | None,
) -> dict[str, Any]:
    """Draw every figure, by its name in the templates."""
    drawn: dict[str, Picture | None] = {
        "by_class": leakage.by_class(answer),
        "by_asset": leakage.by_asset(answer),
        "from_raid_to_raid": leakage.from_raid_to_raid(answer),
        "rounds_and_kills": systems.rounds_and_kills(answer),
        "layer_by_class": systems.layer_by_class(answer),
        "cost": systems.cost(answer),
        "timeline": raid.timeline(answer),
        "power": aftermath.power(answer),
        "warning": aftermath.warning(answer),
        "influences": confidence.influences(answer),
        "variance": confidence.variance(answer),
        "reported": confidence.reported(answer),
    }
    safe: dict[str, Any] = {name: trusted(picture) for name, picture in drawn.items()}
    safe["maps"] = [trusted(shown) for shown in maps.maps(answer, scenario, catalogue, outline)]
    return safe


def _has_section(anchor: str, answer: Answer, pictures: dict[str, Any]) -> bool:
    """Whether a section is there to link to."""
    return {"timeline": pictures["timeline"] is not None, "reported": bool(answer.reported)}.get(
        anchor, True
    )


def _some(points: Sequence[PowerPoint]) -> list[PowerPoint]:
    """Return a few points, evenly spread, and the worst one."""
    if not points:
        return []
    rows = min(len(points), MOST_POWER_ROWS)
    picked = {round(i * (len(points) - 1) / max(rows - 1, 1)) for i in range(rows)}
    worst = max(range(len(points)), key=lambda i: points[i].people.mean)
    return [points[i] for i in sorted(picked | {worst})]
