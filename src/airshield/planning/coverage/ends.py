"""Which end of each figure is the worse one for the defence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from airshield.model.figure import Figure

End = Literal["central", "worse", "better"]
"""All figures at their central values, or at the end that is worse, or better, for the defence."""
ENDS: tuple[End, ...] = ("central", "worse", "better")

HELPS = {
    "threats": frozenset({"cross_section_m2"}),
    "sensors": frozenset(
        {"range_m", "range_limit_m", "mast_m", "elevation_max_deg", "snr_db", "p_detect", "p_false"}
    ),
    "systems": frozenset(
        {"range_max_m", "height_max_m", "mast_m", "launchers", "rounds_per_launcher"}
    ),
}
"""Figures of which more is better for the defence; `p_false`: a bolder radar sees further."""
HELPS_OF_LAUNCHER = "launcher.speed_m_s"

HARMS = {
    "threats": frozenset({"speed_m_s"}),
    "sensors": frozenset({"period_s", "delay_s", "elevation_min_deg", "cross_section_m2"}),
    "systems": frozenset({"range_min_m", "height_min_m", "reaction_s", "launch_s"}),
}
"""Figures of which less is better."""


def direction(path: str) -> int:
    """Return 1 if more of a figure is better for the defence, -1 if less is, 0 if neither."""
    kind, leaf = path.split(".")[0], path.split(".")[-1]
    if path.endswith(HELPS_OF_LAUNCHER) or leaf in HELPS.get(kind, ()):
        return 1
    return -1 if leaf in HARMS.get(kind, ()) else 0


def value_at(path: str, figure: Figure, end: End) -> float:
    """Return a figure at one of its ends; at its central value if neither end is better."""
    toward = direction(path)
    if end == "central" or toward == 0:
        return figure.value
    return figure.high if (end == "better") == (toward > 0) else figure.low


def values_at(figures: Mapping[str, Figure], end: End) -> dict[str, float]:
    """Return every figure at one end."""
    return {path: value_at(path, figure, end) for path, figure in figures.items()}
