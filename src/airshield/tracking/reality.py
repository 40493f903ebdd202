"""What is true of sensors and their tracker need not know."""

from __future__ import annotations

from typing import Literal, TypeAlias

from airshield.model.record import Rules, record
from airshield.model.surveillance import SensorModel

Measured: TypeAlias = Literal["elevation", "range_rate", "height", "velocity", "heading"]
MEASURED: tuple[Measured, ...] = ("elevation", "range_rate", "height", "velocity", "heading")
"""What a sensor may measure beside what makes its plots what they are."""

_PLACES: tuple[Measured, ...] = ("height", "velocity")
_MAY: dict[str, tuple[Measured, ...]] = {
    "radar": ("elevation", "range_rate", "height"),
    "bearing": ("elevation",),
    "place": ("height", "heading"),
    "cartesian": _PLACES,
    "cooperative": _PLACES,
    "system": _PLACES,
}
_USUAL: dict[str, tuple[Measured, ...]] = {
    "place": ("heading",),
    "cooperative": _PLACES,
    "system": _PLACES,
}


@record
class Reality:
    """A sensor as it truly is, where that is not what its `SensorModel` says."""

    bias_range_m: float | None = None
    """True bias of its range; without it, the known one."""
    bias_bearing_deg: float | None = None
    """True bias of its bearing; without it, the known one."""
    clock_offset_s: float | None = None
    """True lead of its clock; without it, the known one."""
    noise: float = 1.0
    """True standard deviations over the stated ones."""
    measures: tuple[Measured, ...] | None = None
    """What it measures beside range and bearing, bearing, or place; without it, places come with
    a heading, cooperative reports and system tracks with height and velocity, others alone."""
    period_s: float = 10.0
    """Mean time between reports of one that reports when it likes."""
    rotating: bool | None = None
    """Whether its beam turns, so that each target is seen when it passes; without it, radars'
    do. The other sensors look at everything at once."""
    phase_s: float = 0.0
    """When look 0 begins; a turning beam then points north."""
    horizon: bool = True
    """Whether the curve of the Earth hides targets from it."""
    elevation_min_deg: float = -90.0
    """It sees nothing below this elevation."""
    elevation_max_deg: float = 90.0
    """It sees nothing above this elevation."""
    reference_dbsm: float | None = None
    """Radar cross-section that its map of detection is for; ranges of it grow as the fourth root
    of a target's. Without it, the map holds for any."""
    p_wrong_word: float = 0.0
    """Probability that it takes a target for one of another class."""
    silent_s: tuple[tuple[float, float], ...] = ()
    """Spans in which it sees and says nothing: from, until."""

    def __post_init__(self) -> None:
        rules = Rules(self).finite(
            "bias_range_m", "bias_bearing_deg", "clock_offset_s", "phase_s", "reference_dbsm"
        )
        rules.positive("noise", "period_s").probability("p_wrong_word")
        if not self.elevation_min_deg < self.elevation_max_deg:
            rules.refuse("elevation_max_deg", "must lie above elevation_min_deg")
        if not all(begin < end for begin, end in self.silent_s):
            rules.refuse("silent_s", "must be spans that end after they begin")
        rules.check()


def measured(model: SensorModel, reality: Reality) -> tuple[Measured, ...]:
    """Return what a sensor measures beside what makes its plots what they are.

    Raises
    ------
    ValueError
        If plots of its kind cannot hold that.
    """
    if reality.measures is None:
        return _USUAL.get(model.kind, ())
    if wrong := set(reality.measures) - set(_MAY[model.kind]):
        raise ValueError(f"a {model.kind} sensor does not measure {', '.join(sorted(wrong))}")
    return reality.measures


def names_classes(model: SensorModel) -> bool:
    """Return whether a sensor says what kind of thing it sees, as ears, eyes and aircraft do."""
    return model.kind in ("bearing", "place", "cooperative")
