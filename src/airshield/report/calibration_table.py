"""A calibration on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from airshield.model.calibration import Calibration, ClassCalibration
from airshield.model.figure import Figure, Spread
from airshield.report.section import WIDTH, section, wrapped
from airshield.report.wording import class_title, number, shortened

NAME_WIDTH = 18


def calibrated(made: Calibration) -> RenderableType:
    """Return a calibration for a terminal: what was learned, how well, and the factors."""
    return Group(
        *_opening(made), _learned(made), _diagnostics(made), _factors(made), *_closing(made)
    )


def _opening(made: Calibration) -> Iterator[RenderableType]:
    used, owner = made.learned_from, made.belongs_to
    yield Text(shortened(f"{used.file} and {owner.name}", WIDTH), style="dim")
    yield wrapped(
        f"Learned from reports of {used.begins:%Y-%m-%d} to {used.until:%Y-%m-%d %H:%M} UTC "
        f"({number(used.rows, 0)} rows in the file, SHA-256 {used.sha256[:12]})."
    )
    yield wrapped(
        f"Played with {owner.name} (scenario {owner.digest[:12]}, lay-down "
        f"{owner.laydown_digest[:12]}): {number(owner.replications, 0)} raids in "
        f"{number(owner.worlds, 0)} worlds for each factor tried, seed {owner.seed}."
    )


def _learned(made: Calibration) -> RenderableType:
    rows = [
        (
            class_title(name),
            str(found.reports),
            _percent(found.share.value),
            _range(found.share),
            _range(found.single_raid),
        )
        for name, found in made.classes.items()
    ]
    columns = (("reports", 8), ("over many", 10), ("98 %", 13), ("single raid, 90 %", 18))
    return section("Share, as learned", columns, rows, NAME_WIDTH)


def _diagnostics(made: Calibration) -> RenderableType:
    rows = [
        (
            class_title(name),
            number(found.effective_draws, 1),
            number(found.slope, 3),
            number(found.usual_raid.launched, 0),
            number(found.raid_launched, 0),
            f"{found.counts} ({found.era})" if found.era else found.counts,
        )
        for name, found in made.classes.items()
    ]
    columns = (
        ("draws", 6),
        ("slope", 6),
        ("usual raid", 10),
        ("this raid", 9),
        ("counted", -25),
    )
    return section("Diagnostics", columns, rows, NAME_WIDTH)


def _factors(made: Calibration) -> RenderableType:
    rows = [(class_title(name), *_factor(found)) for name, found in made.classes.items()]
    columns = (
        ("at 1", 7),
        ("±", 5),
        ("factor", 7),
        ("low–high", 10),
        ("gives", 7),
        ("low–high", 12),
    )
    return section("Simulated share", columns, rows, NAME_WIDTH)


def _factor(found: ClassCalibration) -> tuple[str, ...]:
    at_1, error = _percent(found.share_at_1), number(100 * found.share_error, 1)
    if found.effectiveness is None or found.simulated is None:
        return at_1, error, "none", "–", "–", "–"
    return (
        at_1,
        error,
        f"{found.effectiveness.value:.3g}",
        _figure_range(found.effectiveness),
        _percent(found.simulated.value),
        _range(found.simulated),
    )


def _closing(made: Calibration) -> Iterator[RenderableType]:
    yield Text("")
    for name, found in made.classes.items():
        if found.note:
            yield wrapped(f"! {class_title(name)}: {found.note}")
    for name, why in made.left_out.items():
        yield wrapped(f"! {class_title(name)}: left out: {why}")
    yield wrapped(f"! {made.warning}")


def _range(spread: Spread) -> str:
    return f"{number(100 * spread.low, 1)}–{number(100 * spread.high, 1)}\u00a0%"


def _figure_range(figure: Figure) -> str:
    return f"{figure.low:.2g}–{figure.high:.2g}"


def _percent(share: float) -> str:
    return f"{number(100 * share, 1)}\u00a0%"
