"""Plots written as lines of JSON, as `recordings.lines` reads them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airshield.files.output import atomic_path
from airshield.files.recordings.line_fields import FIELDS
from airshield.tracking.plots import (
    BEARING,
    CARTESIAN,
    CLASSES,
    COLUMNS,
    LOOK,
    PLACE,
    POLAR,
    Floats,
    Plots,
)

DECIMALS: Final = {"_deg": 6, "_dbsm": 2, "_m_s": 3, "_s": 6, "_m": 3}
"""Digits after the point, by the first end of the key that fits."""

_VELOCITY = ("velocity_east_m_s", "velocity_north_m_s", "velocity_up_m_s")
VALUES: Final[dict[int, tuple[str, ...]]] = {
    LOOK: (),
    POLAR: ("range_m", "bearing_deg", "elevation_deg", "range_rate_m_s", "height_m"),
    CARTESIAN: ("east_m", "north_m", "height_m", *_VELOCITY),
    BEARING: ("", "bearing_deg", "elevation_deg"),
    PLACE: ("east_m", "north_m", "height_m", "heading_deg"),
}
"""What the columns of a plot's values are called, by kind; "": not used."""

SIGMAS: Final[dict[int, tuple[str, ...]]] = {
    LOOK: (),
    POLAR: ("sigma_range_m", "sigma_bearing_deg", "sigma_elevation_deg",
            "sigma_range_rate_m_s", "sigma_height_m"),
    CARTESIAN: ("sigma_m", "", "sigma_height_m", "sigma_velocity_m_s"),
    BEARING: ("", "sigma_bearing_deg", "sigma_elevation_deg"),
    PLACE: ("sigma_m", "", "sigma_height_m", "sigma_heading_deg"),
}  # fmt: skip
"""The same of their standard deviations; both axes of a plane, and all of a velocity, have one."""


def rounded(plots: Plots) -> Plots:
    """Return the plots as a file says them: rounded, and within what a file may say.

    Written and read again they are the same to the last bit.
    """
    value, sigma = plots.value.copy(), plots.sigma.copy()
    for kind in VALUES:
        rows = plots.kind == kind
        for table, names in ((value, VALUES[kind]), (sigma, SIGMAS[kind])):
            for column in range(COLUMNS):
                name = names[column] if column < len(names) else ""
                table[rows, column] = _as_told(name, table[rows, column]) if name else np.nan
        if kind == CARTESIAN:
            sigma[rows, 4] = sigma[rows, 5] = sigma[rows, 3]
        if kind in (CARTESIAN, PLACE):
            sigma[rows, 1] = sigma[rows, 0]
    return plots._replace(
        time_s=np.round(plots.time_s, DECIMALS["_s"]),
        arrival_s=np.round(plots.arrival_s, DECIMALS["_s"]),
        value=value,
        sigma=sigma,
        rcs_dbsm=np.round(plots.rcs_dbsm, DECIMALS["_dbsm"]),
    )


def _as_told(name: str, numbers: Floats) -> Floats:
    """Return numbers (radians where the key says degrees) as the key's digits say them."""
    if not name.endswith("_deg"):
        return _within(name, np.asarray(np.round(numbers, _decimals(name))))
    told = _within(name, np.asarray(np.round(np.degrees(numbers), DECIMALS["_deg"])))
    return np.array([math.radians(number) for number in told.tolist()])


def _decimals(name: str) -> int:
    return next(digits for end, digits in DECIMALS.items() if name.endswith(end))


def _within(name: str, numbers: Floats) -> Floats:
    """Return numbers held within what a key may say."""
    field = FIELDS["heading" if name == "heading_deg" else name]
    least = field.least + 10.0 ** -_decimals(name) if field.above else field.least
    return np.clip(numbers, least, field.most)


def write_plot_lines(path: Path, plots: Plots, sensors: Sequence[str]) -> None:
    """Write plots, `rounded`, one JSON object a line, whole or not at all.

    Parameters
    ----------
    path
        The file.
    plots
        The plots; their places are in the local frame of the surveillance beside them.
    sensors
        Names of the sensors that they count in.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        for line in _lines(rounded(plots), sensors):
            out.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")


def _lines(plots: Plots, sensors: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield each plot as an object."""
    columns: list[NDArray[Any]] = list(plots)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield _line(Plots(*row), sensors)


def _line(plot: Any, sensors: Sequence[str]) -> dict[str, Any]:
    """Return one plot, whose columns are single values, as an object."""
    line: dict[str, Any] = {"sensor": sensors[plot.sensor], "time_s": plot.time_s}
    if plot.arrival_s != plot.time_s:
        line["arrival_s"] = plot.arrival_s
    if plot.kind == LOOK:
        line["look"] = True
    for names, numbers in (
        (VALUES[plot.kind], plot.value),
        (SIGMAS[plot.kind], plot.sigma),
    ):
        for name, number in zip(names, numbers, strict=False):
            if name and not math.isnan(number):
                key = "heading" if name == "heading_deg" else name
                line[key] = _told(name, number)
    if plot.kind in (CARTESIAN, PLACE):
        line["as"] = "place" if plot.kind == PLACE else "cartesian"
    said = {
        "word": CLASSES[plot.word] if plot.word >= 0 else None,
        "count": plot.count if plot.count != 1 else None,
        "identity": plot.identity if plot.identity >= 0 else None,
        "rcs_dbsm": None if math.isnan(plot.rcs_dbsm) else plot.rcs_dbsm,
        "truth": plot.truth if plot.truth >= 0 else None,
    }
    return line | {key: value for key, value in said.items() if value is not None}


def _told(name: str, number: float) -> float:
    return round(math.degrees(number), DECIMALS["_deg"]) if name.endswith("_deg") else number
