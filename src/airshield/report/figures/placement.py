"""A plan drawn: where pieces stand, how goals fare, what each battery is worth, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from airshield.planning.answer import Estimate
from airshield.planning.placement.answer import GoalRow, PlanAnswer
from airshield.report.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    RED,
    WIDTH_IN,
    Picture,
    bare_rows,
    draw,
    legend,
    rows_height_in,
)
from airshield.report.figures.labels import name_assets, scale_bar
from airshield.report.figures.maps import (
    LEAST_ASPECT,
    MOST_ASPECT,
    mark,
    paint_districts,
    paint_ground,
)
from airshield.report.land import Outline
from airshield.report.scene import Scene, scene_of
from airshield.report.wording import class_title, number, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BARS = 20
"""Batteries whose worth is drawn."""


def where(
    answer: PlanAnswer, scenario: Scenario, catalogue: Catalogue, outline: Outline | None
) -> Picture:
    """Draw the batteries that stand there and the pieces of the plan.

    The scenario holds the plan: its last batteries are the pieces.
    """
    scene = scene_of(None, scenario, catalogue, outline)
    aspect = min(max(scene.defended.aspect, LEAST_ASPECT), MOST_ASPECT)
    window = scene.defended.shaped(aspect)
    there = len(scene.sites) - len(answer.pieces)

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        paint_ground(axes, scene, window)
        paint_districts(axes, scene)
        _rings(axes, scene, there)
        mark(axes, scene.sites[:there], "^", GREY, label="batteries that stand there")
        mark(axes, scene.assets, "o", INK, label="assets")
        _stars(axes, scene, there)
        name_assets(axes, scene, window)
        scale_bar(axes, scene, window)
        legend(figure, "outside lower left", columns=4)

    told = "; ".join(f"{row.system} {row.site}" for row in answer.pieces)
    return draw(
        "map-plan",
        "Where the pieces of the plan stand, with the longest range of each, among the batteries "
        "that stand there already.",
        f"Map with {len(answer.pieces)} new pieces: {told}.",
        WIDTH_IN * aspect + 0.24,
        paint,
    )


def _stars(axes: Axes, scene: Scene, there: int) -> None:
    """Mark the pieces of the plan, large enough to be seen among assets."""
    if len(scene.sites) > there:
        style: Any = {"linestyle": "none", "markersize": 9, "mec": PAPER, "mew": 0.8}
        axes.plot(*scene.sites[there:].T, "*", color=BLUE, label="pieces of the plan", **style)


def _rings(axes: Axes, scene: Scene, there: int) -> None:
    """Draw the range of each piece of the plan."""
    from matplotlib.patches import Circle  # noqa: PLC0415 - heavy, and drawn only here

    for ring in scene.rings[there:]:
        style: Any = (0, (3, 2)) if ring.layer == "soft-kill" else "solid"
        circle = Circle(
            ring.centre, ring.radius_km, fill=False, color=BLUE, linewidth=0.8, linestyle=style
        )
        axes.add_patch(circle).set_alpha(0.8)


def goals(answer: PlanAnswer) -> Picture | None:
    """Draw in what share of raids each goal is kept, now and with the plan."""
    rows = answer.goals
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [_goal_label(row) for row in rows])
        for i, row in enumerate(rows):
            axes.plot((0, 100), (i, i), color=GREY, linewidth=6.0, alpha=0.16)
            asked = 100 * row.probability
            axes.plot(
                (asked, asked), (i - 0.3, i + 0.3), color=INK, linewidth=1.6, label="asked for"
            )
            _gauge(axes, i - 0.12, row.before.p_kept, ORANGE, "now")
            if row.after is not None:
                _gauge(axes, i + 0.12, row.after.p_kept, BLUE, "with the plan")
        axes.set_xlim(-1, 101)
        axes.set_xlabel("share of raids in which the goal is kept, %")
        legend(figure, "outside upper left")

    told = "; ".join(
        f"{row.text}: now {number(100 * row.before.p_kept.mean, 0)} %"
        + (f", with the plan {number(100 * row.after.p_kept.mean, 0)} %" if row.after else "")
        for row in rows
    )
    return draw(
        "goals",
        "How surely each goal is kept: the share of raids, with its 95 % interval over worlds.",
        f"Goals. {told}.",
        rows_height_in(len(rows), 1.1, 0.45),
        paint,
    )


def _goal_label(row: GoalRow) -> str:
    side = " at ".join(row.text.split(" with ")[0].split(" at "))
    return shortened(class_title(side), 46)


def _gauge(axes: Axes, height: float, p: Estimate, colour: str, label: str) -> None:
    axes.plot((100 * p.low, 100 * p.high), (height, height), color=colour, linewidth=4.5, alpha=0.4)
    axes.plot(100 * p.mean, height, "o", color=colour, markersize=5, label=label)


def worth(answer: PlanAnswer) -> Picture | None:
    """Draw what each battery that stands there is worth."""
    rows = answer.worth[:MOST_BARS]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        for axes in (left, right):
            bare_rows(axes, [shortened(row.name, 30) for row in rows])
            axes.axvline(0, color=MUTED, linewidth=0.8)
        _bars(left, [row.shared for row in rows], GREEN)
        _bars(right, [row.alone for row in rows], BLUE)
        left.set_title("Shapley value, % of harm")
        right.set_title("Alone without its fire, % of harm")

    told = "; ".join(f"{row.name} {number(100 * row.shared.mean, 1)} %" for row in rows[:5])
    return draw(
        "worth",
        "What each battery that stands there is worth, in harm as a share of what it is now: its "
        f"mean contribution over orders of arrival (from the {answer.shapley_by}), and what comes "
        "back if it alone holds its fire (played). Lines: 95 % intervals"
        + ("." if answer.shapley_by == "simulation" else ", of the surrogate over orders only."),
        f"Worth of batteries, the most first: {told}.",
        rows_height_in(len(rows)),
        paint,
    )


def following(answer: PlanAnswer) -> Picture | None:
    """Draw what one more piece of each system type would take off."""
    rows = answer.following
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(f"{row.system} {row.site}", 52) for row in rows])
        _bars(axes, [row.gain for row in rows], GREEN)
        axes.axvline(0, color=MUTED, linewidth=0.8)
        axes.set_xlabel("harm that it alone takes off, % of what it is now")

    told = "; ".join(
        f"{row.system} {row.site} {number(100 * row.gain.mean, 1)} %" for row in rows[:3]
    )
    by = "played" if rows[0].played else "by the surrogate, not played"
    return draw(
        "following",
        f"What next, were it the only piece ({by}): each system type where it does most.",
        f"Gain of one more piece: {told}.",
        rows_height_in(len(rows)),
        paint,
    )


def _bars(axes: Axes, values: Sequence[Estimate], colour: str) -> None:
    """Draw estimates as bars with intervals; pale where the interval holds 0."""
    for i, value in enumerate(values):
        sure = not value.low < 0 < value.high
        axes.barh(
            i,
            100 * value.mean,
            height=0.55,
            color=colour if value.mean >= 0 else RED,
            alpha=0.75 if sure else 0.3,
        )
        if value.low != value.high:
            axes.plot((100 * value.low, 100 * value.high), (i, i), color=INK, linewidth=1.0)


def doubts(answer: PlanAnswer) -> Picture | None:
    """Draw the figures on which the choice hangs."""
    rows = answer.doubts
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(row.figure, 52) for row in rows])
        axes.axvline(0, color=MUTED, linewidth=0.8)
        for i, row in enumerate(rows):
            colour = GREY if row.low <= 0 <= row.high else ORANGE
            axes.plot((row.low, row.high), (i, i), color=colour, linewidth=3.6, alpha=0.45)
            axes.plot(row.rank_correlation, i, "o", color=colour, markersize=4.5)
        axes.set_xlim(-1, 1)
        axes.set_xlabel("rank correlation with the plan's lead over the runner-up")

    told = "; ".join(f"{row.figure} {number(row.rank_correlation, 2)}" for row in rows[:3])
    return draw(
        "doubts",
        "Which uncertain figures the choice hangs on: over worlds, with 95 % intervals for all "
        "figures together. Left: the more of it, the smaller the lead. Grey: may be chance.",
        f"Figures on which the choice hangs: {told}.",
        rows_height_in(len(rows)),
        paint,
    )
