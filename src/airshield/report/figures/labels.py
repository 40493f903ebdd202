"""Names and scale on a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from airshield.report.canvas import INK, MUTED, WIDTH_IN
from airshield.report.plane import Window
from airshield.report.scene import Places, Scene
from airshield.report.wording import number, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LABELS = 24
"""Assets named on a map."""
ASSET_WIDTH, ORIGIN_WIDTH = 22, 44
"""Most characters of a name."""
CHARACTER_PT, LINE_PT, GAP_PT = 4.6, 10.0, 6.0
"""About what a character and a line take on paper, and the gap between a mark and its name."""

SIDES = ((1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (1, 2), (1, -2))
"""Where a name may stand, best first: right or left of its mark, level or up to a line off."""


class Label(NamedTuple):
    """A name at a place; kilometres on the plane."""

    text: str
    """The name, of one or more lines."""
    at: Places
    """(2,) the place."""
    side: tuple[int, int]
    """One of `SIDES`."""
    west: float
    south: float
    east: float
    north: float


def name_assets(axes: Axes, scene: Scene, window: Window) -> None:
    """Write the names of the assets, those with most people first, as far as there is room."""
    assets = list(scene.scenario.assets.items())
    order = sorted(range(len(assets)), key=lambda i: (-assets[i][1].people, -assets[i][1].value, i))
    written: list[Label] = []
    for i in order:
        choices = _choices(shortened(assets[i][0], ASSET_WIDTH), scene.assets[i], window)
        label = next((c for c in choices if _is_free(c, written, window)), None)
        if label and len(written) < MOST_LABELS:
            written.append(label)
            _write(axes, label, INK)


def name_origins(axes: Axes, scene: Scene, window: Window) -> None:
    """Write the groups' names at their origins, one below the other where they share one."""
    named: dict[tuple[float, ...], list[str]] = {}
    for name, place in zip(scene.scenario.raid.groups, scene.origins, strict=True):
        named.setdefault(tuple(place), []).append(shortened(name, ORIGIN_WIDTH))
    written: list[Label] = []
    for place, names in named.items():
        choices = list(_choices("\n".join(names), np.array(place), window))
        free = (choice for choice in choices if _is_free(choice, written, window))
        written.append(next(free, choices[0]))
        _write(axes, written[-1], MUTED)


def scale_bar(axes: Axes, scene: Scene, window: Window) -> None:
    """Draw a bar of a round length in the lower corner that has less of a scene in it."""
    bar(axes, np.concatenate([scene.assets, scene.sites, *scene.routes]), window)


def bar(axes: Axes, places: Places, window: Window) -> None:
    """Draw a bar of a round length in the lower corner that has fewer of some places in it."""
    length = _round_length(window.width / 6)
    edge, y = 0.03 * window.width, window.south + 0.035 * window.width
    west, east = window.west + edge, window.east - edge - length
    x = min((east, west), key=lambda start: _crowd(places, start, y, length))
    axes.plot((x, x + length), (y, y), color=INK, linewidth=1.4, solid_capstyle="butt")
    axes.annotate(
        f"{number(length, 0)} km",
        (x + length / 2, y),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=7.5,
    )


def _choices(text: str, at: Places, window: Window) -> Iterator[Label]:
    """Yield the ways to write a name at a place, best first."""
    km_per_pt = window.width / (WIDTH_IN * 72)
    lines = text.split("\n")
    width = (max(map(len, lines)) * CHARACTER_PT + GAP_PT) * km_per_pt
    height = len(lines) * LINE_PT * km_per_pt
    for side in SIDES:
        west = float(at[0]) - (width if side[0] < 0 else 0.0)
        south = float(at[1]) + (0.7 * side[1] - 0.5) * height
        yield Label(text, at, side, west, south, west + width, south + height)


def _is_free(label: Label, written: list[Label], window: Window) -> bool:
    """Whether a name lies on the map and upon no other."""
    inside = window.west < label.west and label.east < window.east
    return inside and not any(
        label.west < other.east
        and other.west < label.east
        and label.south < other.north
        and other.south < label.north
        for other in written
    )


def _write(axes: Axes, label: Label, colour: str) -> None:
    """Write a name, if its place is on the map."""
    across, up = label.side
    axes.annotate(
        label.text,
        (float(label.at[0]), float(label.at[1])),
        xytext=(across * GAP_PT, up * 0.7 * LINE_PT * (label.text.count("\n") + 1)),
        textcoords="offset points",
        va="center",
        ha="left" if across > 0 else "right",
        color=colour,
        fontsize=7.5,
        annotation_clip=True,
    )


def _crowd(places: Places, west: float, south: float, length: float) -> int:
    """Return how many places lie about a bar."""
    low, high = (west - 0.2 * length, south - length), (west + 1.2 * length, south + 0.5 * length)
    return int(((places > low) & (places < high)).all(axis=1).sum())


def _round_length(length: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten up to ``length``."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length))
