"""A study drawn: a measure along each factor, and over the two that move it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from airshield.planning.study.analysis import Analysis
from airshield.planning.study.answer import Effect, MeasureStudy
from airshield.planning.study.factor import Factor
from airshield.planning.study.surface import Surface
from airshield.report.canvas import BLUE, GREY, INK, MUTED, RULE, Picture, draw
from airshield.report.study_table import tail, unit_of
from airshield.report.wording import Unit, number, value_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

ACROSS = 3
"""Panels in a row."""
MOST_PANELS = 12
"""Factors drawn, the strongest first."""
FINE = 41
"""Values of a factor at which the surface is drawn."""
SHADES = 9
"""Steps of the surface's colours."""
DOT = "#3a4149"
"""Drawn on shades that are the same in the light and in the dark."""
CRAMPED = 5
"""Words on an axis from which they are turned."""


def main_effects(found: Analysis, measure: MeasureStudy) -> Picture:
    """Draw a measure along each factor, the others evened out."""
    effects = measure.effects[:MOST_PANELS]
    unit = unit_of(measure)
    rows = -(-len(effects) // ACROSS)

    def paint(figure: Figure) -> None:
        figure.get_layout_engine().set(hspace=0.1)  # type: ignore[union-attr, call-arg]
        panels = figure.subplots(rows, min(ACROSS, len(effects)), sharey=True, squeeze=False)
        for axes in panels.flat[len(effects) :]:
            axes.set_axis_off()
        for axes, effect in zip(panels.flat, effects, strict=False):
            _panel(axes, found, measure, effect, unit)
        for axes in panels[:, 0]:
            axes.set_ylabel(_label(measure, unit))

    told = "; ".join(
        f"{effect.factor}: {value_text(effect.points[0].mean, unit)} at {effect.points[0].value}, "
        f"{value_text(effect.points[-1].mean, unit)} at {effect.points[-1].value}"
        for effect in effects
    )
    return draw(
        f"effects-{measure.name.replace('.', '-')}",
        f"{_title(measure)} along each factor, the strongest first, the others evened out. Dot: "
        "mean over the points there, with its 95 % interval; line: the fitted surface.",
        f"{_title(measure)} along each factor: {told}.",
        0.35 + 1.75 * rows,
        paint,
    )


def _panel(axes: Axes, found: Analysis, measure: MeasureStudy, effect: Effect, unit: Unit) -> None:
    """Draw a measure along one factor."""
    which, factor = _factor(found, effect.factor)
    surface = found.surfaces[measure.name]
    x = _values(factor)
    numbers = np.zeros((x.size, len(surface.factors)))
    numbers[:, which] = x
    curve = surface.predict(numbers, [which]) * unit.scale
    style: Any = {"linestyle": "none", "marker": "_"} if not factor.numeric else {}
    axes.plot(x, curve, color=BLUE, linewidth=1.4, alpha=0.6, **style)
    for point in effect.points:
        span = (point.mean.low * unit.scale, point.mean.high * unit.scale)
        axes.plot((point.at, point.at), span, color=INK, linewidth=1.6, alpha=0.5)
        axes.plot(point.at, point.mean.mean * unit.scale, "o", color=INK, markersize=3.6)
    axes.grid(axis="y")
    axes.tick_params(axis="y", colors=MUTED)
    axes.set_title(tail(effect.factor, 30), fontsize=7.5)
    _ticks(axes, factor)


def _ticks(axes: Axes, factor: Factor, side: str = "x") -> None:
    """Put ticks where a factor's levels are."""
    axis = axes.xaxis if side == "x" else axes.yaxis
    if factor.log:
        (axes.set_xscale if side == "x" else axes.set_yscale)("log")
        ends = [factor.low, (factor.low * factor.high) ** 0.5, factor.high]
        axis.set_ticks(ends, [f"{end:.3g}" for end in ends])
        axis.set_ticks([], minor=True)
    elif factor.levels and len(factor.levels) <= 2 * CRAMPED:
        names = [f"{v:.4g}" if isinstance(v, float) else str(v) for v in factor.levels]
        axis.set_ticks([factor.number(level) for level in factor.levels], names)
        if side == "x" and not factor.numeric:
            low, high = factor.ends
            axes.set_xlim(low - 0.5, high + 0.5)
    else:
        axes.locator_params(axis=side, nbins=CRAMPED)  # type: ignore[arg-type]


def _values(factor: Factor) -> Floats:
    """Return values of a factor at which the surface is drawn, as numbers."""
    if factor.levels:
        return np.array([factor.number(level) for level in factor.levels])
    smooth = factor._replace(whole=False)
    return np.array([smooth.number(smooth.value(i / (FINE - 1))) for i in range(FINE)])


def _factor(found: Analysis, path: str) -> tuple[int, Factor]:
    """Return a factor and its number."""
    factors = found.study.design.factors
    which = next(i for i, factor in enumerate(factors) if factor.path == path)
    return which, factors[which]


def response(found: Analysis, measure: MeasureStudy) -> Picture | None:
    """Draw the fitted surface over the two strongest factors; None where there are no two."""
    surface = found.surfaces[measure.name]
    strong = [_factor(found, effect.factor) for effect in measure.effects[:2]]
    if len(strong) < 2 or surface.kind == "constant":
        return None
    (i, across), (j, up) = strong
    unit = unit_of(measure)
    x, y = _values(across), _values(up)
    z = _plane(surface, (i, x), (j, y)) * unit.scale

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        _shade(axes, figure, (across, x), (up, y), z, _label(measure, unit))
        points = found.numbers
        axes.plot(points[:, i], points[:, j], "o", color=DOT, markersize=2.2, clip_on=False)
        axes.set_xlabel(across.path)
        axes.set_ylabel(tail(up.path, 44))
        _ticks(axes, across)
        _ticks(axes, up, "y")

    ends = f"{number(float(z.min()), 1)} to {number(float(z.max()), 1)}{unit.suffix}"
    return draw(
        f"surface-{measure.name.replace('.', '-')}",
        f"{_title(measure)} over the two strongest factors, as fitted, the others evened out. "
        "Dots: the points played.",
        f"Fitted {measure.title} over {across.path} and {up.path}: {ends}.",
        3.4,
        paint,
    )


def _plane(surface: Surface, across: tuple[int, Floats], up: tuple[int, Floats]) -> Floats:
    """Return the surface over two factors: (up, across)."""
    (i, x), (j, y) = across, up
    numbers = np.zeros((x.size * y.size, len(surface.factors)))
    numbers[:, i] = np.tile(x, y.size)
    numbers[:, j] = np.repeat(y, x.size)
    return surface.predict(numbers, [i, j]).reshape(y.size, x.size)


def _shade(
    axes: Axes,
    figure: Figure,
    across: tuple[Factor, Floats],
    up: tuple[Factor, Floats],
    z: Floats,
    label: str,
) -> None:
    """Fill the plane with shades, smoothly where both factors are ranges."""
    from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap  # noqa: PLC0415 - heavy
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    shades = LinearSegmentedColormap.from_list("shades", ["#ffffff", BLUE])
    steps = MaxNLocator(SHADES).tick_values(float(z.min()), float(z.max()))
    norm = BoundaryNorm(steps, shades.N)
    (one, x), (two, y) = across, up
    if one.levels or two.levels:
        edges = _edges(x, one), _edges(y, two)
        shown: Any = axes.pcolormesh(*edges, z, cmap=shades, norm=norm, linewidth=0)
    else:
        shown = axes.contourf(x, y, z, steps, cmap=shades, norm=norm)
        lines = axes.contour(x, y, z, steps, colors=GREY, linewidths=0.6)
        axes.clabel(lines, fontsize=7, fmt="%.3g", colors=DOT)
    bar = figure.colorbar(shown, ax=axes, pad=0.02)
    bar.set_label(label)
    bar.outline.set_edgecolor(RULE)


def _edges(values: Floats, factor: Factor) -> Floats:
    """Return the edges of the cells around values that ascend."""
    if factor.log:
        return np.exp(_edges(np.log(values), factor._replace(log=False)))
    middles = 0.5 * (values[1:] + values[:-1])
    first, last = 2 * values[0] - middles[0], 2 * values[-1] - middles[-1]
    return np.concatenate(([first], middles, [last]))


def _title(measure: MeasureStudy) -> str:
    return measure.title[:1].upper() + measure.title[1:]


def _label(measure: MeasureStudy, unit: Unit) -> str:
    suffix = unit.suffix.strip()
    return _title(measure) + (f", {suffix}" if suffix else "")
