"""Maps of coverage: one quantity each, darker where there is more of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from airshield.files.output import atomic_path
from airshield.planning.coverage.answer import CoverageAnswer
from airshield.planning.coverage.covering import Coverage
from airshield.planning.coverage.options import WHATS, What
from airshield.planning.coverage.shares import LEVELS
from airshield.report.canvas import (
    BLUE,
    COAST,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    WIDTH_IN,
    Picture,
    draw,
    legend,
    save_png,
)
from airshield.report.contours import Polygon, at_least
from airshield.report.coverage_words import MAP_TITLES, level_name, type_name
from airshield.report.figures.labels import name_assets, scale_bar
from airshield.report.figures.maps import (
    LEAST_ASPECT,
    mark,
    paint_districts,
    paint_ground,
)
from airshield.report.land import Outline, land_within
from airshield.report.plane import Window, plane_of
from airshield.report.scene import Places, Scene
from airshield.report.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: dict[What, str] = {"seen": BLUE, "engaged": GREEN, "shots": PURPLE, "warning": ORANGE}
MOST_ASPECT = 1.25
"""Height over width of a map."""
ALPHA = 0.26
"""How much of the ground one level covers; levels lie one upon the other."""


class _Board:
    """A coverage laid out on the plane that maps are drawn on."""

    def __init__(self, coverage: Coverage, outline: Outline | None) -> None:
        self.coverage = coverage
        scenario = coverage.loaded.scenario
        self.plane = plane_of(scenario)
        self.scene = Scene(
            plane=self.plane,
            scenario=scenario,
            outline=outline,
            assets=self._places(scenario.assets.values()),
            sites=self._places(scenario.batteries.values()),
            rings=(),
            origins=self._places(group.origin for group in scenario.raid.groups.values()),
            routes=(),
            leakers=(),
        )
        self.sensors = self._places(scenario.sensors.values())
        west, south, east, north = coverage.area.box_m
        corners = [np.array([[west, south], [west, north], [east, south], [east, north]])]
        self.window = Window.around([self.on_plane(corner) for corner in corners], margin=0.0)
        self.window = self.window.shaped(min(max(self.window.aspect, LEAST_ASPECT), MOST_ASPECT))

    def _places(self, items: Any) -> Places:
        degrees = np.array([(item.lon_deg, item.lat_deg) for item in items], np.float64)
        return self.plane.km(*degrees.reshape(-1, 2).T)

    def on_plane(self, points_m: Places) -> Places:
        """Return (n, 2) points of the local frame on the plane, kilometres."""
        lat, lon = self.coverage.frame.to_geodetic(points_m[:, 0].copy(), points_m[:, 1].copy())
        return self.plane.km(lon, lat)


def coverage_maps(
    coverage: Coverage, outline: Outline | None, whats: Sequence[What] = WHATS
) -> tuple[Picture, ...]:
    """Draw one map for each quantity that was worked out."""
    board = _Board(coverage, outline)
    return tuple(_map(board, what) for what in whats if (what, "central") in coverage.maps)


def save_coverage_png(
    path: Path, coverage: Coverage, outline: Outline | None, whats: Sequence[What] = WHATS
) -> None:
    """Write all maps as one picture.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    board = _Board(coverage, outline)
    shown = [what for what in whats if (what, "central") in coverage.maps]
    across = min(2, len(shown))
    down = -(-len(shown) // across)

    def paint(figure: Figure) -> None:
        for number_, what in enumerate(shown, start=1):
            axes = figure.add_subplot(down, across, number_)
            axes.set_title(MAP_TITLES[what])
            _paint(axes, board, what)
            axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.01), ncols=3, fontsize=6.5)
        figure.suptitle(_heading(coverage.answer), fontsize=9, x=0.01, ha="left")

    height = WIDTH_IN * board.window.aspect + 0.7
    with atomic_path(path) as temporary:
        save_png(temporary, across * WIDTH_IN, down * height, paint)


def _heading(answer: CoverageAnswer) -> str:
    return f"{answer.run.scenario_name}: {type_name(answer.types[0])}"


def _map(board: _Board, what: What) -> Picture:
    """Draw one map."""
    answer = board.coverage.answer

    def paint(figure: Figure) -> None:
        _paint(figure.subplots(), board, what)
        legend(figure, "outside lower left", columns=5)

    name = type_name(answer.types[0])
    caption = f"{MAP_TITLES[what]}, {name}: darker is more. {EDGES}"
    values = board.coverage.maps[what, "central"]
    share = float((values >= LEVELS[what][0]).mean())
    alt = (
        f"Map about {number(board.window.width, 0)} km wide. {MAP_TITLES[what]}: "
        f"{level_name(what, LEVELS[what][0])} over {number(100 * share, 0)} % of the area."
    )
    return draw(f"map-{what}", caption, alt, WIDTH_IN * board.window.aspect + 0.4, paint)


EDGES = (
    "Dashed and dotted: the edge of the palest level with every figure at its worse and at its "
    "better end."
)


def _paint(axes: Axes, board: _Board, what: What) -> None:
    """Paint land, levels, coast, names and marks."""
    paint_ground(axes, board.scene, board.window)
    maps, area = board.coverage.maps, board.coverage.area
    for number_, level in enumerate(LEVELS[what], start=1):
        _fill(axes, board, at_least(area, maps[what, "central"], level), COLOURS[what])
        shade = 1.0 - (1.0 - ALPHA) ** number_
        axes.fill(
            [], [], color=COLOURS[what], alpha=shade, linewidth=0, label=level_name(what, level)
        )
    first = LEVELS[what][0]
    for end, style in (("worse", (0, (4, 2))), ("better", (0, (1, 2)))):
        shapes = at_least(area, maps[what, end], first)  # type: ignore[index]
        _edge(axes, board, shapes, style, f"{end} figures")
    _coast(axes, board)
    paint_districts(axes, board.scene)
    mark(axes, board.scene.origins, "s", MUTED, label="origins")
    mark(axes, board.sensors, "D", MUTED, label="sensors")
    mark(axes, board.scene.sites, "^", BLUE, label="batteries")
    mark(axes, board.scene.assets, "o", INK, label="assets")
    name_assets(axes, board.scene, board.window)
    scale_bar(axes, board.scene, board.window)


def _fill(axes: Axes, board: _Board, shapes: list[Polygon], colour: str) -> None:
    """Fill the polygons of a level; it darkens what the levels below it have painted."""
    from matplotlib.patches import PathPatch  # noqa: PLC0415 - heavy, and drawn only here
    from matplotlib.path import Path as Outline  # noqa: PLC0415

    for rings in shapes:
        outlines = [Outline(board.on_plane(ring), closed=True) for ring in rings]
        patch = PathPatch(
            Outline.make_compound_path(*outlines), facecolor=colour, edgecolor="none", alpha=ALPHA
        )
        axes.add_patch(patch)


def _edge(axes: Axes, board: _Board, shapes: list[Polygon], style: Any, label: str) -> None:
    """Draw the edges of polygons."""
    for rings in shapes:
        for ring in rings:
            axes.plot(
                *board.on_plane(ring).T, color=INK, linewidth=0.6, linestyle=style, label=label
            )
            label = ""


def _coast(axes: Axes, board: _Board) -> None:
    """Draw the coast again, upon the levels."""
    for rings in land_within(board.plane.box(board.window), board.scene.outline):
        for ring in rings:
            axes.plot(*board.plane.unturned_km(*ring.T).T, color=COAST, linewidth=0.6)
