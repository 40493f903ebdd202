"""Where it happens: assets, batteries with their rings, routes and leakers over land and sea."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from airshield.planning.answer import Answer
from airshield.report.canvas import (
    BLUE,
    COAST,
    GREEN,
    INK,
    LAND,
    MUTED,
    PAPER,
    RED,
    SEA,
    SKY,
    WIDTH_IN,
    Picture,
    draw,
    legend,
)
from airshield.report.figures.labels import name_assets, name_origins, scale_bar
from airshield.report.land import Outline, Polygon, land_within
from airshield.report.plane import Plane, Window
from airshield.report.scene import Places, Scene, scene_of
from airshield.report.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST_ASPECT, MOST_ASPECT = 0.45, 0.95
"""Height over width of a map."""
ZOOM = 1.3
"""A close-up is drawn when the whole raid is that many times as wide as the defended area."""


def maps(
    answer: Answer,
    scenario: Scenario,
    catalogue: Catalogue,
    outline: Outline | None = None,
) -> tuple[Picture, ...]:
    """Draw the whole raid and, if it comes from afar, the defended area close up."""
    scene = scene_of(answer, scenario, catalogue, outline)
    drawn = f"{len(scene.leakers)} leakers drawn" if scene.leakers else "no leaker drawn"
    close = f"The defended area: assets, batteries and the range of each ({drawn})."
    if scene.whole.width <= ZOOM * scene.defended.width:
        return (_map("map-defended", scene, scene.whole, close, near=True),)
    raid = f"The whole raid: where it starts and flies ({drawn})."
    return (
        _map("map-raid", scene, scene.whole, raid, near=False),
        _map("map-defended", scene, scene.defended, close, near=True),
    )


def _map(name: str, scene: Scene, window: Window, caption: str, near: bool) -> Picture:
    """Draw one map; a near one has rings and the names of assets, a far one those of groups."""
    aspect = min(max(window.aspect, LEAST_ASPECT), MOST_ASPECT)
    window = window.shaped(aspect)

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        paint_ground(axes, scene, window)
        paint_districts(axes, scene)
        _routes(axes, scene)
        _batteries(axes, scene, near)
        _leakers(axes, scene)
        mark(axes, scene.assets, "o", INK, label="assets")
        (name_assets if near else name_origins)(axes, scene, window)
        scale_bar(axes, scene, window)
        legend(figure, "outside lower left", columns=5)

    alt = (
        f"Map about {number(window.width, 0)} km wide with {len(scene.assets)} assets, "
        f"{len(scene.sites)} batteries and {len(scene.leakers)} leakers."
    )
    return draw(name, caption, alt, WIDTH_IN * aspect + 0.24, paint)


def paint_ground(axes: Axes, scene: Scene, window: Window) -> None:
    """Fill sea and land; without any land in sight, which is a made-up country, only ground."""
    paint_land(axes, scene.plane, window, land_within(scene.plane.box(window), scene.outline))


def paint_land(axes: Axes, plane: Plane, window: Window, land: Sequence[Polygon]) -> None:
    """Fill sea and land, or only ground where there is no land, and show nothing but the window."""
    from matplotlib.patches import PathPatch  # noqa: PLC0415 - heavy, and drawn only here
    from matplotlib.path import Path  # noqa: PLC0415

    axes.set_facecolor(SEA if land else LAND)
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    for rings in land:
        outlines = [Path(plane.unturned_km(*ring.T), closed=True) for ring in rings]
        patch = PathPatch(
            Path.make_compound_path(*outlines), facecolor=LAND, edgecolor=COAST, linewidth=0.6
        )
        axes.add_patch(patch)


def paint_districts(axes: Axes, scene: Scene) -> None:
    """Outline the districts."""
    for district in scene.scenario.districts.values():
        for ring in district.rings:
            closed = scene.plane.km(*np.array([*ring, ring[0]]).T)
            axes.plot(*closed.T, color=MUTED, linewidth=0.5, linestyle=(0, (2, 2)), alpha=0.7)


def _routes(axes: Axes, scene: Scene) -> None:
    """Draw the routes and where they start."""
    for route in scene.routes:
        axes.plot(*route.T, color=MUTED, linewidth=0.6, alpha=0.55, label="routes")
    mark(axes, scene.origins, "s", MUTED, label="origins")


def _batteries(axes: Axes, scene: Scene, rings: bool) -> None:
    """Draw each battery and, if wanted, the ring of its longest range."""
    from matplotlib.patches import Circle  # noqa: PLC0415 - heavy, and drawn only here

    for ring in scene.rings if rings else ():
        colour = {"soft-kill": SKY, "patrol": GREEN}.get(ring.layer, BLUE)
        style: Any = (0, (3, 2)) if ring.layer == "soft-kill" else "solid"
        circle = Circle(
            ring.centre, ring.radius_km, fill=False, color=colour, linewidth=0.6, linestyle=style
        )
        axes.add_patch(circle).set_alpha(0.75)
    mark(axes, scene.sites, "^", BLUE, "batteries and their range" if rings else "batteries")


def _leakers(axes: Axes, scene: Scene) -> None:
    """Draw the routes of the leakers that were kept."""
    for path in scene.leakers:
        axes.plot(*path.T, color=RED, linewidth=1.0, alpha=0.6, label="leakers")
    ends = np.array([path[-1] for path in scene.leakers]).reshape(-1, 2)
    mark(axes, ends, "x", RED, edge=RED)


def mark(
    axes: Axes, at: Places, marker: str, colour: str, label: str = "", edge: str = PAPER
) -> None:
    """Mark those of the places that are on the map.

    SVG output clips the line through all places, which would leave marks on the border.
    """
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    inside = (at > (west, south)).all(axis=1) & (at < (east, north)).all(axis=1)
    style: Any = {"linestyle": "none", "markersize": 4.5, "mec": edge, "mew": 0.5}
    if inside.any():
        axes.plot(*at[inside].T, marker, color=colour, label=label or None, **style)
